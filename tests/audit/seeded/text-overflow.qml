import QtQuick
import kiosk.controls

// Wider than its item.
SeededPage {
    Item {
        implicitHeight: 60
        KText { width: 120; text: "这一行比它的位置宽"; wrapMode: Text.NoWrap }
    }
}
