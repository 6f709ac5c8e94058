import QtQuick
import kiosk.controls

// Grey on paper.
SeededPage {
    KText { text: "灰底灰字"; color: "#999999" }
}
