import QtQuick
import kiosk.controls

// A word too long for its place.
SeededPage {
    KText {
        id: narrow
        text: "Find something"
        share: 0.2
    }
}
