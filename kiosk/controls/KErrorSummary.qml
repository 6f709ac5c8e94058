pragma ComponentBehavior: Bound

import QtQuick

// What is missing or wrong, each a way to where it is mended. It takes the focus, so that it is read and heard first.
Rectangle {
    id: summary

    property var mistakes: []                        // [{ text, field }]
    property real share: 1
    readonly property string says: qsTr("有 %1 处要改").arg(mistakes.length)
    signal chosen(mistake: var)

    readonly property real around: Theme.unit + Theme.stroke   // the ring about a way out of it stands clear of its edge
    implicitHeight: column.height + 2 * around
    radius: Theme.radius
    color: Theme.dangerTint
    border.width: Theme.stroke
    border.color: Theme.danger
    Accessible.role: Accessible.AlertMessage
    Accessible.name: says + qsTr("：") + mistakes.map(mistake => mistake.text).join(qsTr("；"))
    Accessible.focusable: true

    Column {
        id: column
        anchors { left: parent.left; right: parent.right; leftMargin: summary.around; rightMargin: summary.around; verticalCenter: parent.verticalCenter }
        spacing: Theme.unit
        Row {
            visible: summary.mistakes.length > 1 || !(Theme.large || Theme.landscape)   // a single one says enough by itself
            spacing: Theme.unit
            KIcon { anchors.verticalCenter: parent.verticalCenter; name: "warning"; heavy: true; size: Theme.body * 1.1; color: Theme.danger }
            KText { text: summary.says; weight: Theme.strong; color: Theme.danger; Accessible.ignored: true }
        }
        Repeater {
            model: summary.mistakes.length
            KTouch {
                id: link
                required property int index
                readonly property var mistake: summary.mistakes[index] || ({})
                objectName: "mistake." + index
                name: mistake.text || ""
                description: qsTr("去改")
                width: column.width
                height: Math.max(Theme.target, words.implicitHeight + Theme.half)
                onActed: summary.chosen(mistake)
                Rectangle { anchors.fill: parent; radius: Theme.radius; color: link.pressed ? Theme.well : Theme.surface; border.width: Theme.contrast ? Theme.stroke : Theme.hair; border.color: Theme.danger }
                KText {
                    id: words
                    anchors { left: parent.left; right: go.left; leftMargin: Theme.unit; rightMargin: Theme.half; verticalCenter: parent.verticalCenter }
                    text: link.mistake.text || ""
                    weight: Theme.medium
                    color: Theme.danger
                    leading: 1.35
                    font.underline: true
                    Accessible.ignored: true
                }
                KIcon { id: go; anchors { right: parent.right; rightMargin: Theme.unit; verticalCenter: parent.verticalCenter } name: "caret-right"; heavy: true; size: Theme.body * 0.9; color: Theme.danger }
                KFocusRing { control: link }
            }
        }
    }
    KFocusRing { control: summary }
}
