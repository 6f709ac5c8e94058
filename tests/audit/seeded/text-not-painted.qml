import QtQuick
import kiosk.controls

// Something lies over it.
SeededPage {
    Item {
        implicitHeight: 60
        KText { text: "被盖住了" }
        Rectangle { anchors.fill: parent; color: Theme.paper }
    }
}
