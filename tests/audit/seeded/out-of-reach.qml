import QtQuick
import kiosk.controls

// It stands at the top of a screen that hangs high.
SeededPage {
    id: page
    KButton { parent: page; z: 9; y: 560; width: 300; text: "够不着" }
}
