pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What it is, what it takes, by when, what it costs, what cannot be done here: read before anybody is asked for anything.
KPage {
    id: page

    required property var flow
    readonly property var service: flow.service
    readonly property var facts: service.facts || []

    title: service.title || ""
    lead: service.hint || ""
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: qsTr("开始办")
    primaryIconEnd: "arrow-right"
    onPrimaryChosen: flow.confirm()

    Repeater {
        model: page.facts.length
        KFact {
            required property int index
            readonly property var row: page.facts[index] || ({})
            share: Theme.landscape && !Theme.large ? 0.5 : 1
            label: row.label || ""
            text: row.text || ""
        }
    }
}
