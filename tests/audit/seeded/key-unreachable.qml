import QtQuick
import kiosk.controls

// Only a finger comes to it.
SeededPage {
    KButton { text: "键盘到不了"; activeFocusOnTab: false }
}
