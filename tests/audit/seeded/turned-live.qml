import QtQuick
import kiosk.controls

// Its size was taken once, and stays.
SeededPage {
    KText { id: once; text: "字号换了，它不跟着换"; size: 40; Component.onCompleted: size = Theme.body }
}
