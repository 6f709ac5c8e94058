import QtQuick
import kiosk.controls

// It blinks.
SeededPage {
    Rectangle {
        id: light
        implicitHeight: 60
        color: Theme.here
        SequentialAnimation {
            running: true
            loops: Animation.Infinite
            PropertyAction { target: light; property: "color"; value: Theme.here }
            PauseAnimation { duration: 150 }
            PropertyAction { target: light; property: "color"; value: Theme.paper }
            PauseAnimation { duration: 150 }
        }
    }
}
