import QtQuick
import kiosk.controls

// It can be tapped, and nobody else knows.
SeededPage {
    Rectangle {
        implicitHeight: 120
        color: Theme.well
        KText { text: "点我"; anchors.centerIn: parent }
        MouseArea { anchors.fill: parent }
    }
}
