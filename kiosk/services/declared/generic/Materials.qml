pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What is asked in this situation, and nothing else may be: what is done here, what is brought to the window, and by when.
KPage {
    id: page

    required property var flow
    readonly property var materials: flow.materials

    title: qsTr("要交这些材料")
    lead: qsTr("只要这些，别的不用交。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    readToEnd: true
    primary: qsTr("知道了，下一步")
    primaryIconEnd: "arrow-right"
    onPrimaryChosen: flow.confirm()

    Repeater {
        model: page.materials.length
        KFact {
            required property int index
            readonly property var row: page.materials[index] || ({})
            share: Theme.landscape && !Theme.large ? 0.5 : 1
            label: row.how || ""
            text: row.name || ""
        }
    }
}
