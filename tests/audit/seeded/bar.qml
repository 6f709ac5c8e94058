import QtQuick
import kiosk.controls

// A page of its own making, without the bar.
Rectangle {
    required property var shell
    color: Theme.paper
    focus: true
    Accessible.role: Accessible.Pane
    Accessible.name: "自成一页"
    KText { x: 52; y: 52; text: "自成一页"; size: Theme.title; Accessible.role: Accessible.Heading }
}
