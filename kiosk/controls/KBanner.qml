import QtQuick
import QtQuick.Layouts

// One sentence about the state of the world. tone: note | wait | stop. `act`: what to do about it, beneath.
Rectangle {
    id: banner

    property string text
    property string act
    property string icon: "info"
    property string tone: "note"
    property real share: 1
    readonly property color fore: tone === "stop" ? Theme.danger : tone === "wait" ? Theme.hereInk : Theme.ink

    implicitHeight: row.implicitHeight + Theme.unit * 2
    color: tone === "stop" ? Theme.dangerTint : tone === "wait" ? Theme.hereTint : Theme.well
    radius: Theme.radius
    border.width: Theme.contrast && tone !== "note" ? Theme.hair : 0
    border.color: fore
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Accessible.description: act

    Rectangle {                                      // high contrast: a rule beside a note, no frame, or it would look like a button
        visible: Theme.contrast && banner.tone === "note"
        width: Theme.stroke * 2
        height: parent.height
        color: banner.fore
    }
    RowLayout {
        id: row
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: Theme.unit * 1.5 }
        spacing: Theme.unit
        KIcon { Layout.alignment: Qt.AlignTop; Layout.topMargin: (Theme.body * Theme.leading - size) / 2; name: banner.icon; heavy: true; color: banner.fore; size: Theme.body * 1.1 }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0
            KText { Layout.fillWidth: true; text: banner.text; color: banner.fore; weight: banner.act ? Theme.strong : Theme.medium; Accessible.ignored: true }
            KText { visible: banner.act; Layout.fillWidth: true; text: banner.act; color: Theme.ink; Accessible.ignored: true }
        }
    }
}
