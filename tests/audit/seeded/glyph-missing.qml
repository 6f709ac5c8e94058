import QtQuick
import kiosk.controls

// A character that no font of ours has.
SeededPage {
    KText { text: "生僻字 ก" }
}
