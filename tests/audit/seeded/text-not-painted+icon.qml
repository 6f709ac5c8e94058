import QtQuick
import kiosk.controls

// There is no such icon.
SeededPage {
    KIcon { name: "no-such-icon" }
}
