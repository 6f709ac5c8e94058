import QtQuick
import kiosk.controls

// One pixel between two targets.
SeededPage {
    Row {
        spacing: 1
        KButton { text: "左边"; width: 300 }
        KButton { text: "右边"; width: 300 }
    }
}
