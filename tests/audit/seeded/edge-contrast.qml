import QtQuick
import kiosk.controls

// An edge as pale as the ground.
SeededPage {
    KTouch {
        id: pale
        name: "看不清边"
        implicitHeight: 100
        Rectangle { anchors.fill: parent; color: "transparent"; border.width: 3; border.color: Theme.line }
        KFocusRing { control: pale }
    }
}
