import QtQuick
import kiosk.controls

// Red or green, and nothing else tells what is chosen.
SeededPage {
    KTouch {
        id: lamp
        property bool chosen: true
        name: "红或绿"
        implicitHeight: 100
        Rectangle { anchors.fill: parent; color: lamp.chosen ? "#A32020" : "#1F5F1F" }
        KFocusRing { control: lamp }
    }
}
