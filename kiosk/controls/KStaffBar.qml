pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// Somebody of the staff acts at this terminal: who, on what proof, until when, and how it ends. Amber, hatched, named.
Rectangle {
    id: bar

    property string text
    property string note
    property string action
    property string icon: "users"
    property string stem                             // objectName of its button is <stem>.end
    readonly property color fore: Theme.contrast ? Theme.primaryInk : Theme.ink
    readonly property real size: Math.min(Theme.body, Theme.mm(13))
    signal ended()

    implicitHeight: Math.max(row.implicitHeight + Theme.unit * 1.5, Theme.mm(26))
    color: Theme.here
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Accessible.description: note

    Item {                                           // the hatch: three bars, slanted, at the reading edge
        id: hatch
        width: Theme.mm(13)
        height: parent.height
        clip: true
        Repeater {
            model: 3
            Rectangle {
                required property int index
                x: Theme.mm(-4 + index * 5.5)
                y: -bar.height * 0.25
                width: Theme.mm(2.4)
                height: bar.height * 1.5
                rotation: 18
                antialiasing: true
                color: bar.fore
            }
        }
    }
    RowLayout {
        id: row
        anchors { left: hatch.right; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: Theme.mm(3); rightMargin: Theme.margin }
        spacing: Theme.unit
        KIcon { visible: !Theme.large; name: bar.icon; heavy: true; size: Theme.mm(12); color: bar.fore }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0
            KText { Layout.fillWidth: true; text: bar.text; size: bar.size; weight: Theme.strong; color: bar.fore; leading: 1.3; Accessible.ignored: true }
            KText { visible: bar.note; Layout.fillWidth: true; text: bar.note; size: Math.min(Theme.caption, Theme.mm(11)); color: bar.fore; leading: 1.3; Accessible.ignored: true }
        }
        KTouch {
            id: end
            objectName: bar.stem + ".end"
            visible: bar.action
            name: bar.action
            implicitWidth: label.implicitWidth + Theme.unit * 2
            implicitHeight: Theme.target
            onActed: bar.ended()
            Rectangle { anchors.fill: parent; radius: Theme.radius; color: end.pressed ? "#4A4F4C" : bar.fore }
            KText { id: label; anchors.centerIn: parent; text: bar.action; size: Math.min(Theme.caption, Theme.mm(11)); leading: 1.2; weight: Theme.strong; color: Theme.contrast ? Theme.here : "#FFFFFF"; wrapMode: Text.NoWrap; Accessible.ignored: true }
            KFocusRing { control: end; anchors.margins: Theme.mm(Theme.contrast ? 1 : -1.75) }   // within: the bar is as yellow as the ring
        }
    }
}
