import QtQuick

// A small key with an edge: 结束, English, 修改. As tall as a target, as wide as its words.
KTouch {
    id: key

    property string text
    property string icon
    property real size: Math.min(Theme.caption, Theme.mm(11))
    property color fore: Theme.ink
    property color edge: Theme.edge

    name: text
    implicitHeight: Theme.target
    implicitWidth: Math.max(Theme.target, row.width + Theme.unit * 2)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: key.pressed ? Theme.primaryTint : "transparent"
        border.width: Theme.stroke
        border.color: key.edge
    }
    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.half
        KIcon { visible: key.icon; anchors.verticalCenter: parent.verticalCenter; name: key.icon; size: key.size * 1.25; heavy: true; color: key.fore }
        KText { anchors.verticalCenter: parent.verticalCenter; text: key.text; size: key.size; weight: key.icon ? Theme.medium : Theme.strong; color: key.fore; leading: 1.2; wrapMode: Text.NoWrap; Accessible.ignored: true }
    }
    KFocusRing { control: key }
}
