pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Question, answer, 修改. What comes from the card or the registry has no 修改 and names its source.
KPage {
    id: page

    required property var flow
    readonly property var rows: flow.checkRows

    title: qsTr("请核对，没错就生成报告")
    steps: flow.steps
    step: flow.step
    primary: qsTr("都对，生成报告")
    busy: flow.waiting
    busyText: qsTr("正在生成，请稍等")
    readToEnd: true
    aside: Component { Item { Kept { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } } } }
    onPrimaryChosen: flow.confirm()

    Repeater {
        model: page.rows.length
        KSummaryRow {
            id: answer
            required property int index
            readonly property var row: page.rows[index] || ({})
            share: Theme.landscape ? 0.5 : 1
            stem: row.change || ""
            locked: !row.change
            label: row.label || ""
            value: row.value || ""
            note: row.note || ""
            onChanged: page.flow.change(answer.row.change)
        }
    }
    KSpring {}
    Kept { visible: !page.asided }

    component Kept: KBanner {
        icon: "lock-simple"
        text: qsTr("办完自动清除，机器里不留您的证件信息。")
    }
}
