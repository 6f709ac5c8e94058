import QtQuick
import kiosk.controls

// A second heading.
SeededPage {
    KText { text: "又一个标题"; Accessible.role: Accessible.Heading }
}
