import QtQuick
import kiosk.controls

// The sentence goes on beyond the edge.
SeededPage {
    Item {
        implicitHeight: 60
        KText { x: 800; width: 500; text: "后半句在屏幕外面看不见"; wrapMode: Text.NoWrap }
    }
}
