import QtQuick
import kiosk.controls

// Letters of three millimetres.
SeededPage {
    KText { text: "小得看不清的字"; size: 16 }
}
