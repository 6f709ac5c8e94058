import QtQuick
import kiosk.controls

// A third of the button lies beyond the right edge.
SeededPage {
    Item {
        implicitHeight: 120
        KButton { text: "出界"; x: 780; width: 300 }
    }
}
