import QtQuick
import kiosk.controls

// The lower half of the button is cut off.
SeededPage {
    Item {
        implicitHeight: 60
        clip: true
        KButton { text: "切掉"; width: 400; height: 120 }
    }
}
