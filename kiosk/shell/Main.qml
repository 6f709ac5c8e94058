import QtQuick
import kiosk.controls
import kiosk.shell

// The one window: the page that is up, and over it, when nobody touches the screen, the question 还在吗？
Window {
    id: window

    required property Shell shell
    property bool full: true
    property real pxPerMm: 4.03
    readonly property Appearance look: shell.look as Appearance
    // A screen that hangs higher than its pages can be pressed together keeps three fifths of itself; the hall has been told to lower it.
    readonly property real reachTop: look.low ? Math.round(Math.min(height * 0.4, Math.max(0, height - look.reachTo * pxPerMm))) : 0

    function showPage() {
        stage.setSource(shell.page, shell.pageIsTheFlows ? { "shell": shell, "flow": shell.flow } : { "shell": shell })
        stage.forceActiveFocus()
    }
    function turnPage() {
        fade.stop()
        veil.opacity = Theme.contrast ? 0 : fade.from
        showPage()
        if (!Theme.contrast)
            fade.start()
    }

    // Right and left, where no bar takes them: on and back, and not round at the ends.
    function goAlong(on: bool) {
        const here = window.activeFocusItem
        const next = here ? here.nextItemInFocusChain(on) : null
        if (!next)
            return
        const from = here.mapToItem(null, 0, 0), to = next.mapToItem(null, 0, 0)
        if ((to.y > from.y || (to.y === from.y && to.x > from.x)) === on)
            next.forceActiveFocus(on ? Qt.TabFocusReason : Qt.BacktabFocusReason)
    }

    visible: true
    visibility: full ? Window.FullScreen : Window.Windowed
    flags: full ? Qt.Window | Qt.FramelessWindowHint : Qt.Window
    color: Theme.paper
    title: "莞家自助"

    Component.onCompleted: showPage()

    Binding { target: Theme; property: "pxPerMm"; value: window.pxPerMm }
    Binding { target: Theme; property: "mode"; value: window.look.mode }
    Binding { target: Theme; property: "textScale"; value: window.look.textScale }
    Binding { target: Theme; property: "landscape"; value: window.width > window.height }
    Binding { target: Theme; property: "reachTop"; value: window.reachTop }
    Binding { target: Theme; property: "reachBottom"; value: window.look.low ? Math.round(window.look.reachFrom * window.pxPerMm) : 0 }

    Connections {
        target: window.shell
        function onPageTurned() { window.turnPage() }
    }

    Loader {
        id: stage
        anchors.fill: parent
        focus: true
        enabled: window.shell.secondsLeft < 0 && !panel.asked   // beneath the question nothing can be reached, by keys either
        Keys.onRightPressed: window.goAlong(true)
        Keys.onLeftPressed: window.goAlong(false)
    }

    Rectangle {                                        // drawn in software, a veil that lifts costs a quarter of a page that fades in
        id: veil
        anchors.fill: parent
        color: Theme.paper
        opacity: 0
        visible: opacity > 0
    }
    NumberAnimation { id: fade; target: veil; property: "opacity"; from: 0.75; to: 0; duration: 160 }

    Loader {                                           // 语音设置: what the listener turns, over whatever page is up
        id: panel
        readonly property var voice: window.shell.voice
        readonly property bool asked: voice !== null && voice.panelOpen
        anchors.fill: parent
        enabled: window.shell.secondsLeft < 0
        Keys.onRightPressed: window.goAlong(true)
        Keys.onLeftPressed: window.goAlong(false)
        onAskedChanged: {
            if (asked)
                setSource("pages/VoicePanel.qml", { "shell": window.shell })
            else {
                source = ""
                stage.forceActiveFocus()
            }
        }
    }
    Connections {                                      // what is new on a page, to a reader from outside
        target: window.shell.voice
        function onAnnounced(words) { stage.Accessible.announce(words) }
    }

    Loader {                                           // made only when it is asked: the first frame does not wait for it
        readonly property bool asked: window.shell.secondsLeft >= 0
        anchors.fill: parent
        Keys.onRightPressed: window.goAlong(true)
        Keys.onLeftPressed: window.goAlong(false)
        onAskedChanged: {
            if (asked)
                setSource("pages/TimeoutGuard.qml", { "shell": window.shell })
            else {
                source = ""
                stage.forceActiveFocus()               // whoever works by keys goes on where they were
            }
        }
    }
}
