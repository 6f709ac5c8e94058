pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What others have said already: who says so, as of when, and a way to say otherwise.
KPage {
    id: page

    required property var flow
    readonly property var rows: flow.known

    title: qsTr("这些已经替您填好了，对吗？")
    lead: qsTr("不对的点“修改”。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    readToEnd: true
    primary: qsTr("都对，下一步")
    primaryIconEnd: "arrow-right"
    onPrimaryChosen: flow.confirm()

    Repeater {
        model: page.rows.length
        KSummaryRow {
            id: answer
            required property int index
            readonly property var row: page.rows[index] || ({})
            share: Theme.landscape ? 0.5 : 1
            stem: row.change || ""
            label: row.label || ""
            value: row.value || ""
            note: row.note || ""
            onChanged: page.flow.change(answer.row.change)
        }
    }
}
