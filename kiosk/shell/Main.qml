import QtQuick
import QtQuick.Window
import kiosk.controls
import kiosk.shell

// The one window: the page that is up, and over it, when nobody touches the screen, the question 还在吗？
Window {
    id: window

    required property Shell shell
    property bool full: true
    property real pxPerMm: 4.03

    function turnPage() {
        stage.opacity = Theme.contrast ? 1 : 0
        stage.setSource(shell.page, shell.pageIsTheFlows ? { "shell": shell, "flow": shell.flow } : { "shell": shell })
        stage.opacity = 1
        stage.forceActiveFocus()
    }

    visible: true
    visibility: full ? Window.FullScreen : Window.Windowed
    flags: full ? Qt.Window | Qt.FramelessWindowHint : Qt.Window
    color: Theme.paper
    title: "莞家自助"

    Component.onCompleted: turnPage()

    Binding { target: Theme; property: "pxPerMm"; value: window.pxPerMm }
    Binding { target: Theme; property: "mode"; value: window.shell.mode }
    Binding { target: Theme; property: "textScale"; value: window.shell.textScale }
    Binding { target: Theme; property: "landscape"; value: window.width > window.height }

    Connections {
        target: window.shell
        function onPageTurned() { window.turnPage() }
    }

    Loader {
        id: stage
        anchors.fill: parent
        focus: true
        Behavior on opacity {
            enabled: !Theme.contrast
            NumberAnimation { duration: 160 }
        }
    }

    KTimeoutGuard {
        anchors.fill: parent
        secondsLeft: window.shell.secondsLeft
        onStayed: window.shell.stillHere()
        onEnded: window.shell.endVisit()
    }
}
