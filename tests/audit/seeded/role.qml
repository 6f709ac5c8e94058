import QtQuick
import kiosk.controls

// A button that says it is text.
SeededPage {
    KTouch { id: disguised; name: "按钮"; implicitHeight: 100; Accessible.role: Accessible.Graphic; KFocusRing { control: disguised } }
}
