pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What can be done in one zone.
KPage {
    id: page

    readonly property var rows: shell.services

    title: shell.zoneTitle
    lead: qsTr("您要办哪一件？")

    Repeater {
        model: page.rows.length
        KChoiceRow {
            id: service
            required property int index
            readonly property var row: page.rows[index] || ({})
            objectName: "service." + row.id
            share: Theme.landscape ? 0.5 : 1
            leads: true
            text: row.title || ""
            hint: (row.closed ? row.reason : row.hint) || ""
            closed: row.closed === true
            tag: row.closed ? qsTr("暂停") : ""
            tagState: "wait"
            onActed: page.shell.openService(service.row.id)
        }
    }
    KSpring {}
    KBanner { icon: "bell-ringing"; text: qsTr("没有要办的？点“求助”，问工作人员。") }
}
