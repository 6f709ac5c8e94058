pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Who asks, what is looked up, what for, how long it is kept: all of it read before the answer, and no is an answer.
KPage {
    id: page

    required property var flow
    readonly property var points: flow.consentPoints

    title: qsTr("同意查询吗？")
    lead: qsTr("同意了才会去查。请看清楚这几条。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: qsTr("同意，去查")
    secondary: qsTr("不同意")
    busy: flow.waiting
    readToEnd: true
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: shell.home()

    Repeater {
        model: page.points.length
        KFact {
            required property int index
            forEarsOnly: true
            readonly property var row: page.points[index] || ({})
            share: Theme.landscape ? 0.5 : 1
            label: row.title || ""
            text: row.text || ""
        }
    }
    KSpring {}
    KBanner { icon: "lock-simple"; text: qsTr("不同意也可以，那就不去查。") }
}
