pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// A list: what is on it, one more, one less.
KPage {
    id: page

    required property var flow
    readonly property var list: flow.rows
    readonly property var made: list.rows || []
    readonly property bool complete: list.complete === true

    title: list.title || ""
    lead: list.hint || ""
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: complete ? (made.length === 0 ? qsTr("没有，下一步") : qsTr("写完了，下一步")) : qsTr("至少写 1 行")
    primaryIconEnd: complete ? "arrow-right" : ""
    primaryClosed: !complete
    mistakes: complete ? [] : [{ text: qsTr("至少写 1 行，请点“写一行”"), field: add }]
    onPrimaryChosen: flow.confirm()

    Repeater {
        model: page.made.length
        KSummaryRow {
            id: line
            required property int index
            label: qsTr("第 %1 行").arg(index + 1)
            value: page.made[index] || ""
            stem: "row." + index
            verb: qsTr("删去")
            verbs: qsTr("删去%1")
            onChanged: page.flow.removeRow(line.index)
        }
    }
    KButton {
        id: add
        objectName: "row.add"
        visible: page.list.full !== true
        kind: "secondary"
        icon: "pencil-simple"
        text: page.made.length === 0 ? qsTr("写一行") : qsTr("再写一行")
        onActed: page.flow.addRow()
    }
}
