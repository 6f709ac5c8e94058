import QtQuick
import kiosk.controls

// It can be seen, and is not said.
SeededPage {
    KText { text: "听不到这句话"; Accessible.ignored: true }
}
