pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Which form: its name, and when one needs it.
KPage {
    id: page

    required property var flow
    readonly property var forms: flow.forms

    title: qsTr("要哪一张表？")
    lead: qsTr("先看样子，再打印，不收费。")
    leadGivesWay: true

    Repeater {
        model: page.forms.length
        KChoiceRow {
            id: form
            required property int index
            readonly property var row: page.forms[index] || ({})
            objectName: "form." + row.id
            share: Theme.landscape ? 0.5 : 1
            leads: true
            text: row.name || ""
            hint: row.hint || ""
            tag: row.tag || ""
            tagState: "wait"
            live: !page.flow.waiting
            onActed: page.flow.choose(form.row.id)
        }
    }
}
