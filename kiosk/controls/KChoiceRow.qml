pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// The whole row is the target. A chosen row is heavier, tinted and ticked: three cues, colour is the least of them.
KTouch {
    id: row

    property string text
    property string hint
    property string reason                          // why it is closed, in a word before the hint
    property string tag                             // its state in words, for rows that lead to a page
    property string tagState: "note"
    property string tagIcon
    property bool chosen: false
    property bool multiple: false
    property bool compact: false
    readonly property bool tagAside: !Theme.large || width > Theme.mm(190) * Theme.s   // else it would leave the words a narrow column
    property bool leads: false                      // opens another page

    choice: true
    readonly property real beside: Theme.mm(compact ? 7 : 11) + (leads ? Theme.body + Theme.mm(5) : Theme.mm(10) * Math.min(Theme.s, 1.4) + Theme.mm(5)) + Theme.unit
    name: text
    readonly property string said: [reason, hint].filter(part => part).join(qsTr("："))
    description: [said, tag].filter(part => part).join(qsTr("，"))
    Accessible.role: leads ? Accessible.Button : multiple ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checkable: !leads
    Accessible.checked: chosen
    implicitHeight: Math.max(Theme.target, inner.implicitHeight + Theme.unit * (Theme.large && Theme.landscape ? 1 : compact ? 1.5 : 2))

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: row.chosen ? Theme.primaryTint : row.pressed ? Theme.well : row.closed ? "transparent" : Theme.surface
        border.width: row.chosen ? Theme.mm(Theme.contrast ? 2 : 1.25) : Theme.contrast && !row.closed ? Theme.stroke : Theme.hair
        border.color: row.chosen ? Theme.primary : row.closed && Theme.contrast ? Theme.disabled : Theme.outline
    }
    RowLayout {
        id: inner
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: Theme.mm(row.compact ? 4 : 6); rightMargin: Theme.mm(row.compact ? 3 : 5) }
        spacing: Theme.mm(row.compact ? 3 : 5)
        Rectangle {
            visible: !row.leads
            implicitWidth: Theme.mm(10) * Math.min(Theme.s, 1.4)
            implicitHeight: implicitWidth
            radius: row.multiple ? (Theme.contrast ? 0 : Theme.mm(2)) : width / 2
            color: row.chosen ? Theme.primary : Theme.surface
            border.width: Theme.stroke
            border.color: row.chosen ? Theme.primary : Theme.edge
            KIcon { anchors.centerIn: parent; visible: row.chosen; name: "check"; heavy: true; size: parent.width * 0.66; color: Theme.primaryInk }
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0
            KText { Layout.fillWidth: true; text: row.text; weight: row.chosen ? Theme.strong : Theme.medium; color: row.closed ? Theme.disabled : Theme.ink; leading: Math.min(1.4, Theme.leading); Accessible.ignored: true }
            KText { visible: row.said; Layout.fillWidth: true; text: row.said; size: Theme.caption; color: Theme.ink2; leading: Math.min(1.4, Theme.leading); Accessible.ignored: true }
            Tag { active: row.tag && !row.tagAside; Layout.topMargin: Theme.half; Layout.maximumWidth: row.width - Theme.mm(30) }
        }
        Tag { active: row.tag && row.tagAside }
        KIcon { visible: row.leads; name: "caret-right"; heavy: true; size: Theme.body; color: Theme.ink2 }
    }
    KFocusRing { control: row }

    component Tag: Loader {                         // few rows have one
        visible: active
        sourceComponent: KTag { said: false; text: row.tag; kind: row.tagState; icon: row.tagIcon }
    }
}
