import QtQuick
import kiosk.controls

// Ten millimetres high.
SeededPage {
    KTouch { id: small; name: "小"; implicitHeight: 40; KFocusRing { control: small } }
}
