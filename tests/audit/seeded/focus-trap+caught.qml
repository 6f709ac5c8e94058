import QtQuick
import kiosk.controls

// Back leads in a circle.
SeededPage {
    KButton { id: caught; text: "出不去"; Keys.onBacktabPressed: event => caught.parent.parent.forceActiveFocus() }
}
