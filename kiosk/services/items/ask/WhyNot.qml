pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Why an answer was of no use: one tap, nobody's name.
KPage {
    id: page

    required property var flow
    readonly property var reasons: flow.reasons

    title: qsTr("哪里不对？")
    lead: qsTr("点一个就行，会转给维护这条答案的单位，不留您的姓名。")

    Repeater {
        model: page.reasons.length
        KChoiceRow {
            id: reason
            required property int index
            readonly property var row: page.reasons[index] || ({})
            objectName: "why." + row.id
            leads: true
            text: row.text || ""
            onActed: page.flow.because(reason.row.id)
        }
    }
}
