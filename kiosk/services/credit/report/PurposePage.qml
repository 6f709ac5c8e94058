pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What the report is for: it is printed on the report.
KPage {
    id: page

    required property var flow
    readonly property var purposes: flow.purposes
    readonly property bool chosen: purposes.some(row => row.chosen)

    title: qsTr("报告用在哪里？")
    lead: qsTr("会印在报告上，选一个。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: chosen ? qsTr("下一步") : qsTr("请先选一个")
    primaryIconEnd: chosen ? "arrow-right" : ""
    primaryClosed: !chosen
    mistakes: chosen ? [] : [{ text: qsTr("还没选报告用在哪里") }]
    onPrimaryChosen: flow.confirm()

    Repeater {
        model: page.purposes.length
        KChoiceRow {
            id: purpose
            required property int index
            readonly property var row: page.purposes[index] || ({})
            objectName: "purpose." + row.id
            share: Theme.landscape || page.purposes.length > 6 ? 0.5 : 1
            growsTo: Theme.mm(34)
            text: row.name || ""
            chosen: row.chosen === true
            onActed: page.flow.choosePurpose(purpose.row.id)
        }
    }
}
