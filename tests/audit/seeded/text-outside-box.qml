import QtQuick
import kiosk.controls

// Three lines on a box of one.
SeededPage {
    KCard {
        implicitHeight: 60
        KText { width: 300; text: "盒子只有一行高，话却有三四行那么长，写到外面去了" }
    }
}
