import QtQuick
import kiosk.controls

// The keys go from right to left.
SeededPage {
    Row {
        spacing: Theme.gap
        layoutDirection: Qt.RightToLeft
        KButton { text: "先到"; width: 300 }
        KButton { text: "后到"; width: 300 }
    }
}
