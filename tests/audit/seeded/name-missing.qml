import QtQuick
import kiosk.controls

// A control without a name.
SeededPage {
    KTouch { id: nameless; implicitHeight: 100; KFocusRing { control: nameless } }
}
