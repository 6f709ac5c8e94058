import QtQuick

// A field to write one character in with a finger. It tells the whole drawing at each pen-up and keeps it until it is told to wipe.
Item {
    id: pad

    property var strokes: []                         // each as x, y, x, y …
    property bool live: true
    readonly property bool blank: strokes.length === 0
    signal drawn(var strokes)

    onStrokesChanged: canvas.requestPaint()
    function wipe() {
        canvas.now = []
        strokes = []
    }
    function takeBack() {
        strokes = strokes.slice(0, -1)
        drawn(strokes)
    }

    implicitHeight: Theme.mm(60)
    implicitWidth: Theme.mm(60)
    Accessible.role: Accessible.Canvas
    Accessible.name: qsTr("手写区，用手指写一个字")
    Accessible.description: qsTr("已经写了 %1 笔").arg(strokes.length)
    Accessible.onPressAction: { pad.wipe(); pad.drawn([]) }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.stroke
        border.color: Theme.edge
    }
    Rectangle { width: Theme.hair; height: parent.height - 2 * Theme.stroke; anchors.centerIn: parent; color: Theme.line; opacity: 0.6 }
    Rectangle { height: Theme.hair; width: parent.width - 2 * Theme.stroke; anchors.centerIn: parent; color: Theme.line; opacity: 0.6 }
    KText {
        visible: pad.blank && canvas.now.length === 0
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.unit }
        width: parent.width - 2 * Theme.unit
        horizontalAlignment: Text.AlignHCenter
        text: qsTr("用手指写一个字")
        size: Math.min(Theme.caption, parent.height / 3)
        color: Theme.ink2
        Accessible.ignored: true
    }
    Canvas {
        id: canvas
        property var now: []                         // the stroke under the finger
        anchors.fill: parent
        renderStrategy: Canvas.Immediate
        onPaint: {
            const pen = getContext("2d")
            pen.clearRect(0, 0, width, height)
            pen.strokeStyle = Theme.ink
            pen.fillStyle = Theme.ink
            pen.lineWidth = Theme.mm(2.4)
            pen.lineCap = "round"
            pen.lineJoin = "round"
            for (const stroke of pad.strokes.concat([now]))
                line(pen, stroke)
        }
        function line(pen: var, stroke: var) {
            if (stroke.length < 2)
                return
            pen.beginPath()
            pen.moveTo(stroke[0], stroke[1])
            pen.lineTo(stroke[0] + 0.1, stroke[1])   // a dot is seen too
            for (let i = 2; i < stroke.length; i += 2)
                pen.lineTo(stroke[i], stroke[i + 1])
            pen.stroke()
        }
    }
    MouseArea {                                      // the first finger writes; a palm beside it does not
        anchors.fill: parent
        enabled: pad.live
        preventStealing: true
        function add(x: real, y: real) {
            canvas.now.push(Math.max(0, Math.min(width, x)), Math.max(0, Math.min(height, y)))
            canvas.requestPaint()
        }
        function lift() {
            if (canvas.now.length === 0)
                return
            const whole = canvas.now
            canvas.now = []
            pad.strokes = pad.strokes.concat([whole])
            pad.drawn(pad.strokes)
        }
        onPressed: event => { Taps.byKeys = false; canvas.now = []; add(event.x, event.y) }
        onPositionChanged: event => add(event.x, event.y)
        onReleased: lift()
        onCanceled: lift()
    }
}
