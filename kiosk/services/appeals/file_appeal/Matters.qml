pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Typical statements, ticked instead of typed.
KPage {
    id: page

    required property var flow
    readonly property var matters: flow.matters
    readonly property bool chosen: matters.some(row => row.chosen)

    title: qsTr("具体是什么困难？")
    lead: qsTr("“%1”方面，可选几个。").arg(flow.topicName)
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: chosen ? qsTr("下一步") : qsTr("至少选 1 个")
    primaryIconEnd: chosen ? "arrow-right" : ""
    primaryClosed: !chosen
    mistakes: chosen ? [] : [{ text: qsTr("还没选是什么困难") }]
    secondary: chosen ? qsTr("用自己的话说") : ""
    secondaryIcon: "pencil-simple"
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: flow.writeOwnWords()

    Repeater {
        model: page.matters.length
        KCheckRow {
            id: matter
            required property int index
            readonly property var row: page.matters[index] || ({})
            objectName: "matter." + index
            share: Theme.landscape ? 0.5 : 1
            growsTo: Theme.mm(36)
            text: row.name || ""
            chosen: row.chosen === true
            onActed: page.flow.toggleMatter(matter.row.id)
        }
    }
    KSpring {}
    KText { text: qsTr("说不清没关系，会有人打电话问您。"); color: Theme.ink2 }
}
