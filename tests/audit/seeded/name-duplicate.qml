import QtQuick
import kiosk.controls

// Two buttons, one name.
SeededPage {
    KButton { text: "修改"; kind: "secondary" }
    KButton { text: "修改"; kind: "secondary" }
}
