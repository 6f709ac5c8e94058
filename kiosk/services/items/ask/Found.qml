pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What the question found, the nearest first: the same answers in the same order as at the windows and on the hotline.
KPage {
    id: page

    required property var flow
    readonly property var rows: flow.rows

    title: qsTr("是哪一个问题？")
    lead: qsTr("窗口和 12345 答的也是这几条。")
    leadGivesWay: true
    secondary: qsTr("换个说法再问")
    onSecondaryChosen: shell.back()

    Repeater {
        model: page.rows.length
        KChoiceRow {
            id: found
            required property int index
            readonly property var row: page.rows[index] || ({})
            objectName: "answer." + row.id
            leads: true
            text: row.title || ""
            hint: row.hint || ""
            onActed: page.flow.show(found.row.id)
        }
    }
}
