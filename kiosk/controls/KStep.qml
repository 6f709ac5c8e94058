import QtQuick
import QtQuick.Layouts

// One numbered step of what to do at a device.
RowLayout {
    id: step

    property int number: 1
    property string text
    property real share: 1

    spacing: Theme.mm(5)

    Rectangle {
        Layout.alignment: Qt.AlignTop
        Layout.topMargin: Math.max(0, (Theme.body * 1.1 * Theme.leading - implicitHeight) / 2)
        implicitWidth: Theme.mm(16) * Math.min(Theme.s, 1.4)
        implicitHeight: implicitWidth
        radius: width / 2
        color: Theme.contrast ? "#000000" : Theme.primaryTint
        border.width: Theme.contrast ? Theme.stroke : 0
        border.color: Theme.line
        KText { anchors.centerIn: parent; text: step.number; size: Math.min(Theme.body, Theme.mm(14)); weight: Theme.strong; color: Theme.primary }
    }
    KText { Layout.fillWidth: true; text: step.text; size: Theme.large ? Theme.body : Theme.body * 1.1; Layout.minimumHeight: Theme.mm(16); verticalAlignment: Text.AlignVCenter }
}
