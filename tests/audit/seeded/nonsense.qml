import QtQuick
import kiosk.controls

// A value that was not there yet.
SeededPage {
    KText { text: "共 " + undefined + " 页" }
}
