import QtQuick
import QtQuick.Layouts

// A state in words with a mark: ok | wait | stop | note.
Rectangle {
    id: tag

    property string text
    property string kind: "ok"
    property bool said: true                         // false where what it stands on says it
    property string icon: kind === "ok" ? "check-circle" : kind === "stop" ? "x-circle" : kind === "wait" ? "clock" : ""
    readonly property color fore: kind === "ok" ? Theme.success : kind === "stop" ? Theme.danger : kind === "wait" ? Theme.hereInk : Theme.ink2

    implicitWidth: row.implicitWidth + Theme.unit * 1.5
    implicitHeight: row.implicitHeight + Theme.half
    radius: Theme.contrast ? 0 : Theme.half
    color: kind === "ok" ? Theme.successTint : kind === "stop" ? Theme.dangerTint : kind === "wait" ? Theme.hereTint : Theme.well
    border.width: Theme.contrast ? Theme.hair : 0
    border.color: fore

    RowLayout {
        id: row
        anchors.centerIn: parent
        width: Math.min(implicitWidth, tag.width - Theme.unit)
        spacing: Theme.half
        KIcon {
            visible: tag.icon
            name: tag.icon
            heavy: true
            size: Math.min(Theme.caption, Theme.mm(12)) * 1.1
            color: tag.fore
        }
        KText { Layout.fillWidth: true; text: tag.text; size: Math.min(Theme.caption, Theme.mm(12)); leading: 1.3; weight: Theme.medium; color: tag.fore; Accessible.ignored: !tag.said }
    }
}
