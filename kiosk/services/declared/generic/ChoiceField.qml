pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// One of several, or several of many: chosen, not written.
KFieldPage {
    id: page

    readonly property var options: question.options || []

    empty: !options.some(row => row.chosen)
    wanting: question.several ? qsTr("至少选 1 个") : qsTr("请先选一个")

    Repeater {
        model: page.options.length
        KChoiceRow {
            id: option
            required property int index
            readonly property var row: page.options[index] || ({})
            objectName: "option." + row.id
            share: Theme.landscape ? 0.5 : 1
            growsTo: Theme.mm(36)
            multiple: page.question.several === true
            text: row.text || ""
            chosen: row.chosen === true
            onActed: page.flow.choose(option.row.id)
        }
    }
}
