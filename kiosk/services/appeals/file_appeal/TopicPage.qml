pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Which field the difficulty is in: one of eleven, in everyday words.
KPage {
    id: page

    required property var flow
    readonly property var topics: flow.topics
    readonly property bool chosen: topics.some(row => row.chosen)

    title: qsTr("哪方面有困难？")
    lead: qsTr("选最要紧的一个。别的，打电话联系您时再说。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: chosen ? qsTr("下一步") : qsTr("请先选一个")
    primaryIconEnd: chosen ? "arrow-right" : ""
    primaryClosed: !chosen
    mistakes: chosen ? [] : [{ text: qsTr("还没选是哪方面的困难") }]
    onPrimaryChosen: flow.confirm()

    Repeater {
        model: page.topics.length
        KChoiceRow {
            id: topic
            required property int index
            readonly property var row: page.topics[index] || ({})
            objectName: "topic." + index
            share: Theme.landscape ? 1 / 3 : 0.5
            growsTo: Theme.mm(36)
            text: row.name || ""
            chosen: row.chosen === true
            onActed: page.flow.chooseTopic(topic.row.id)
        }
    }
}
