import QtQuick
import kiosk.controls

// Three times as much as can be seen, to be flicked for.
SeededPage {
    Flickable {
        implicitHeight: 120
        contentHeight: 360
        KText { text: "往下划"; width: 600 }
    }
}
