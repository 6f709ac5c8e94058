import QtQuick
import kiosk.controls

// Where the keys are is not seen.
SeededPage {
    KTouch { name: "没有框"; implicitHeight: 100 }
}
