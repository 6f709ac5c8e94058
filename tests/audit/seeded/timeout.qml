import QtQuick
import kiosk.controls

// The question comes up, and the keys stand on the wrong answer.
Item {
    required property var shell
    Accessible.role: Accessible.Pane
    Accessible.name: "还在吗"
    KTimeoutGuard { id: guard; anchors.fill: parent; secondsLeft: 18 }
    Timer { interval: 0; running: true; onTriggered: guard.forceActiveFocus() }
}
