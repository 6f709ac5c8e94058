pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// 不对，我要改: which of the answers. Each leads to the page that asked, and that page back to the check.
KPage {
    id: page

    readonly property var rows: (shell.flow ? shell.flow.checkRows : []).filter(row => row.change)

    title: qsTr("哪一样不对？")
    lead: qsTr("点要改的那一样，别的都还在。")
    leadGivesWay: true
    steps: shell.steps
    step: shell.step

    Repeater {
        model: page.rows.length
        KChoiceRow {
            id: answer
            required property int index
            readonly property var row: page.rows[index] || ({})
            objectName: row.change + ".which"
            share: Theme.landscape ? 0.5 : 1
            growsTo: Theme.mm(40)
            leads: true
            text: row.label || ""
            hint: row.value || ""
            onActed: page.shell.flow.change(answer.row.change)
        }
    }
}
