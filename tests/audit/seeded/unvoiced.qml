import QtQuick
import kiosk.controls

// Nobody has recorded this.
SeededPage {
    KText { text: "一只发呆的猫坐在窗台上" }
}
