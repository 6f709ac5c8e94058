pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// Someone from the hall is helping. Hatched, named, timed; the citizen can stop it.
Rectangle {
    id: bar

    property string staff                            // name and number, as the badge says
    property string remaining
    readonly property real size: Math.min(Theme.caption, Theme.mm(11))
    signal stopped()

    implicitHeight: Math.max(Theme.mm(29), words.implicitHeight + Theme.unit)
    color: Theme.contrast ? "#000000" : Theme.here
    clip: true

    Row {                                            // the hatch tells it apart without colour
        id: hatch
        x: -Theme.unit
        spacing: Theme.unit * 0.8
        Repeater {
            model: 3
            Rectangle {
                width: Theme.unit * 0.7
                height: bar.height * 1.6
                y: -bar.height * 0.3
                rotation: 20
                antialiasing: true
                color: Theme.contrast ? Theme.focus : Theme.ink
            }
        }
    }
    RowLayout {
        anchors { fill: parent; leftMargin: Theme.margin + Theme.unit; rightMargin: Theme.margin }
        spacing: Theme.unit
        KIcon { name: "users"; heavy: true; size: Theme.mm(12); color: Theme.ink }
        ColumnLayout {
            id: words
            Layout.fillWidth: true
            spacing: 0
            KText { Layout.fillWidth: true; text: qsTr("工作人员正在帮您办理"); size: Math.min(Theme.body, Theme.mm(12)); weight: Theme.strong; leading: 1.25 }
            KText {
                Layout.fillWidth: true
                text: [bar.staff, qsTr("全程留记录"), bar.remaining].filter(part => part).join(qsTr("，"))
                size: bar.size
                leading: 1.25
            }
        }
        KTouch {
            id: stop
            objectName: "staff.stop"
            name: label.text
            description: qsTr("之后由您自己办理")
            Layout.preferredHeight: Theme.target
            Layout.preferredWidth: label.implicitWidth + Theme.unit * 2
            onActed: bar.stopped()
            Rectangle { anchors.fill: parent; radius: Theme.radius; color: Theme.contrast ? "#000000" : Theme.ink; border.width: Theme.contrast ? Theme.stroke : 0; border.color: Theme.line }
            KText { id: label; anchors.centerIn: parent; text: qsTr("停止帮办"); size: bar.size; weight: Theme.strong; color: "#FFFFFF"; wrapMode: Text.NoWrap; Accessible.ignored: true }
            KFocusRing { control: stop }
        }
    }
}
