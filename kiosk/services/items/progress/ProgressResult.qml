pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// How it stands, who has it, by when somebody calls. What the terminal alone knows is said to be that.
KPage {
    id: page

    required property var flow
    readonly property var result: flow.result
    readonly property var past: result.steps || []

    title: result.state || ""
    lead: result.lead || ""
    outcome: result.accepted ? "ok" : "wait"
    primary: qsTr("知道了，回首页")
    primaryIcon: "house"
    onPrimaryChosen: flow.confirm()

    KNumber {
        label: page.result.numberLabel || ""
        number: page.result.number || ""
        tone: page.result.accepted ? "ok" : "wait"
        icon: page.result.accepted ? "seal-check" : "cloud-slash"
        note: page.result.contactDue || ""
    }
    KSection { visible: page.past.length > 0; text: page.result.accepted ? qsTr("办到哪一步了") : qsTr("接下来会怎样") }
    Repeater {
        model: page.past.length
        KTimelineRow {
            required property int index
            readonly property var row: page.past[index] || ({})
            when: row.when || ""
            text: row.text || ""
            done: row.done === true
            ends: index === page.past.length - 1
        }
    }
}
