import QtQuick
import kiosk.controls

// An icon as pale as the ground.
SeededPage {
    KIcon { name: "info"; color: "#D9D2C3" }
}
