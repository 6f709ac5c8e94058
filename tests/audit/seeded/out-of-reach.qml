import QtQuick
import kiosk.controls

// It stands at the top of a screen that hangs high.
SeededPage {
    KButton { text: "够不着"; y: -400 }
}
