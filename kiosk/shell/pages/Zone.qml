pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// All there is in one zone, or at one stage. What is open comes first; what is not says why, or where it can be done.
KPage {
    id: page

    readonly property var rows: shell.services.map(row => row)   // a copy: each look into the shell's own list would fetch all of it

    title: shell.zoneTitle
    lead: qsTr("您要办哪一件？")
    leadGivesWay: true

    Repeater {
        model: page.rows.length
        KChoiceRow {
            id: service
            required property int index
            readonly property var row: page.rows[index] || ({})
            objectName: "service." + row.id
            share: Theme.landscape ? 0.5 : 1
            leads: true
            compact: true
            text: row.title || ""
            reason: row.where && Theme.large ? qsTr("别处办") : ""
            hint: row.where || (row.closed ? row.reason : row.hint) || ""
            closed: row.closed === true
            tag: !row.closed || (row.where && Theme.large) ? "" : row.where ? qsTr("别处办") : qsTr("暂停")
            tagState: row.where ? "note" : "wait"
            onActed: page.shell.openService(service.row.id)
        }
    }
    KSpring {}
    KBanner { visible: !(Theme.large && Theme.landscape); icon: "bell-ringing"; text: qsTr("没有要办的？点“求助”，问工作人员。") }
}
