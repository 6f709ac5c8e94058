import QtQuick
import kiosk.controls

// The button says it, and its label says it again.
SeededPage {
    KTouch {
        id: twice
        name: "说两遍"
        implicitHeight: 100
        KText { text: "说两遍" }
        KFocusRing { control: twice }
    }
}
