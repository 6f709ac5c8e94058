import QtQuick
import kiosk.controls

// Nothing that has a name holds the focus when the page comes up.
SeededPage {
    Accessible.name: ""
}
