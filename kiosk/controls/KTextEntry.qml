pragma ComponentBehavior: Bound

import QtQuick
import kiosk.typing

// A field and what it is written with. It takes and gives plain text; what may be written, and how much of it, the typist knows.
// purpose: text | letters | digits | uscc | id-number. Keys of a keyboard that somebody has plugged in, and a scanner that types
// like one, write nothing here: what is written is seen being written.
Item {
    id: entry

    property string text
    property int maximumLength: 500
    property string purpose: "text"
    property string label
    property string error
    property bool forEarsOnly: true                  // a person's own words are not said aloud in the hall
    property real share: 1
    property real growsTo: Theme.mm(320)
    readonly property bool written: purpose === "text" || purpose === "letters"
    readonly property real least: Theme.mm(Theme.elder || Theme.contrast ? 19 : 16)
    property real spare: 0                           // px of the field that keys may be given, where words are large
    readonly property real shrinksTo: implicitHeight - spare
    signal textEdited(string text)

    implicitHeight: loader.item ? (loader.item as Item).implicitHeight : Theme.mm(150)

    Loader {
        id: loader
        anchors.fill: parent
        sourceComponent: entry.written ? free : entry.purpose === "digits" ? digits : code
    }

    Component {
        id: digits
        KKeypad {
            exact: false
            length: entry.maximumLength
            label: entry.label
            value: entry.text
            error: entry.error
            onEdited: value => entry.textEdited(value)
        }
    }
    Component {
        id: code
        KCodePad {
            purpose: entry.purpose
            label: entry.label
            value: entry.text
            error: entry.error
            onEdited: value => entry.textEdited(value)
        }
    }
    Component {
        id: free
        Item {
            id: all
            readonly property bool flat: Theme.landscape
            readonly property bool tight: Theme.low      // 低位: one line, and beside it what is being spelt, or on a wide panel the candidates
            readonly property real line: Math.ceil(spacing.lineSpacing)
            readonly property real fieldLeast: line + Theme.unit
            readonly property int lines: Theme.low || flat ? 1 : Theme.large ? 2 : 3
            readonly property real statusHeight: tight ? 0 : Math.round(Theme.caption * 1.15)
            readonly property real noteSize: tight ? Math.min(Theme.caption, Theme.mm(11)) : Theme.caption
            readonly property int keyRows: tight ? (flat ? 3 : 6) : flat ? 6 : 8   // candidates, tabs, keys
            readonly property real gaps: statusHeight + (tight ? keyRows : keyRows + 1) * Theme.unit + (tight ? 0 : Theme.half)
            readonly property real each: tight && flat ? Math.max(entry.least, Math.min(Theme.mm(24), Math.floor((height - 3 * Theme.unit) / 4))) : Math.max(entry.least, Math.min(Theme.mm(24), Math.floor((height - gaps - wanted * line - Theme.unit) / keyRows)))
            readonly property real fixed: statusHeight + choices.implicitHeight + board.implicitHeight + 2 * Theme.unit + (tight ? 0 : Theme.half)
            readonly property int wanted: tight ? 1 : flat || Theme.large ? 2 : 4                           // lines of the field, before keys grow
            implicitHeight: tight && flat ? 4 * entry.least + 3 * Theme.unit : gaps + keyRows * entry.least + lines * line + Theme.unit

            Binding { target: entry; property: "spare"; value: all.lines > 1 && Theme.large ? (all.lines - 1) * all.line : 0 }
            FontMetrics { id: spacing; font: view.font }
            property int turn: 0
            Component.onCompleted: {
                turn = Typist.begin(entry.purpose, entry.maximumLength, entry.text)
                if (board.english)                   // who reads English writes it
                    Typist.way = "letters"
            }
            Component.onDestruction: Typist.end(turn)
            Connections {
                target: entry
                function onTextChanged() { Typist.text = entry.text }
            }
            Connections {
                target: Typist
                function onEdited(text: string) { entry.textEdited(text) }
                function onTextChanged() { view.follow() }
                function onCursorChanged() { view.follow() }
                function onTold() {                  // what cannot be used on this machine is not what comes up
                    if (Typist.way === "ink" && Typist.readerMissing)
                        Typist.way = Typist.spellerMissing ? "letters" : "pinyin"
                }
            }
            Rectangle {
                id: field
                property string text: Typist.text    // what assistive technology reads, and may set
                onTextChanged: if (text !== Typist.text) { Typist.replace(text); field.text = Qt.binding(() => Typist.text) }
                objectName: "entry.field"
                width: all.tight ? Math.round(parent.width * (all.flat ? 0.44 : 0.62)) : parent.width
                height: all.tight && all.flat ? all.each : Math.max(all.fieldLeast, parent.height - all.fixed)
                radius: Theme.radius
                color: Theme.surface
                border.width: entry.error ? Theme.stroke * 1.6 : Theme.stroke
                border.color: entry.error ? Theme.danger : Theme.edge
                activeFocusOnTab: true
                Keys.onPressed: event => { Taps.byKeys = true; event.accepted = false }   // Tab leads on from here before the page hears of it
                Accessible.role: Accessible.EditableText
                Accessible.editable: true
                Accessible.multiLine: true
                Accessible.focusable: true
                Accessible.name: entry.label
                Accessible.description: counted.text + (under.said ? qsTr("，") + under.said : "")
                property bool forEarsOnly: entry.forEarsOnly
                KFocusRing { control: field }

                Flickable {                          // shows whole lines, those around the cursor; fingers do not push it
                    id: window
                    anchors { left: parent.left; leftMargin: Theme.unit; verticalCenter: parent.verticalCenter }
                    width: parent.width - 2 * Theme.unit - (turners.visible ? turners.width + Theme.unit : 0)
                    height: Math.max(1, Math.floor((field.height - Theme.half) / all.line)) * all.line
                    contentHeight: view.contentHeight
                    interactive: false
                    clip: turners.visible
                    TextEdit {
                        id: view
                        objectName: "entry.text"
                        function follow() {
                            if (text !== Typist.text)
                                text = Typist.text
                            cursorPosition = Math.min(Typist.cursor, length)
                            const top = cursorRectangle.y
                            if (top < window.contentY)
                                window.contentY = top
                            else if (top + all.line > window.contentY + window.height)
                                window.contentY = Math.max(0, Math.ceil((top + all.line - window.height) / all.line) * all.line)
                        }
                        width: window.width
                        readOnly: true
                        selectByMouse: false
                        cursorVisible: true
                        wrapMode: TextEdit.Wrap      // as on paper: no row begins with a comma
                        textFormat: TextEdit.PlainText
                        font.family: Theme.family
                        font.pixelSize: all.tight ? Math.min(Theme.body, Theme.mm(12)) : Theme.body
                        color: Theme.ink
                        cursorDelegate: Rectangle { width: Theme.mm(0.9); color: Theme.primary }
                        Accessible.ignored: true
                        onWidthChanged: Qt.callLater(follow)
                        Component.onCompleted: follow()
                    }
                }
                KText {
                    visible: Typist.count === 0
                    anchors { left: parent.left; leftMargin: Theme.unit * 1.5; right: parent.right; rightMargin: Theme.unit; verticalCenter: window.verticalCenter }
                    height: window.height
                    text: entry.label
                    color: Theme.ink2
                    size: all.tight ? view.font.pixelSize : Math.max(Theme.caption, Math.min(Theme.body, Theme.mm(12)))
                    leading: 1.2
                    wrapMode: Text.NoWrap
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.least
                    Accessible.ignored: true
                }
                MouseArea {                          // where it is touched, the cursor stands
                    anchors.fill: window
                    acceptedButtons: Qt.LeftButton
                    onClicked: event => Typist.place(view.positionAt(event.x, event.y + window.contentY))
                }
                Row {
                    id: turners
                    visible: Typist.count > Math.floor((field.width - 2 * Theme.unit) / Theme.body) * Math.round(window.height / all.line)
                    x: window.x + window.width + Theme.unit
                    anchors.verticalCenter: parent.verticalCenter
                    spacing: Theme.unit
                    KKey { objectName: "entry.up"; word: true; icon: "caret-up"; name: qsTr("看上一行"); width: entry.least; height: entry.least; onActed: turners.go(-1) }
                    KKey { objectName: "entry.down"; word: true; icon: "caret-down"; name: qsTr("看下一行"); width: entry.least; height: entry.least; onActed: turners.go(1) }
                    function go(by: int) {
                        const here = view.cursorRectangle
                        Typist.place(view.positionAt(here.x, here.y + here.height / 2 + by * all.line))
                    }
                }
            }
            Item {                                   // what is being spelt or what is wrong, and how much room is left
                id: status
                visible: !(all.tight && all.flat)
                x: all.tight ? field.width + Theme.unit : 0
                y: all.tight ? 0 : field.height + Theme.half
                width: parent.width - x
                height: all.tight ? field.height : all.statusHeight
                KText {
                    id: under
                    readonly property string said: entry.error || all.wrong(Typist.problem)
                    objectName: "entry.problem"
                    anchors { left: parent.left; right: counted.left; rightMargin: Theme.unit; verticalCenter: parent.verticalCenter }
                    text: said || Typist.spelt || (Typist.starting ? (all.tight ? qsTr("请稍等") : qsTr("请稍等，马上就好")) : "")
                    size: all.noteSize
                    weight: Theme.medium
                    color: said ? Theme.danger : Theme.ink
                    leading: 1.15
                    wrapMode: Text.NoWrap
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.elder ? Theme.least : Theme.mm(6.6)
                    Accessible.role: said ? Accessible.AlertMessage : Accessible.StaticText
                }
                KText {
                    id: counted
                    objectName: "entry.count"
                    anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                    text: qsTr("%1 / %2 字").arg(Typist.count).arg(entry.maximumLength)
                    size: all.noteSize
                    color: Theme.ink2
                    leading: 1.15
                    wrapMode: Text.NoWrap
                    Accessible.name: qsTr("写了 %1 字，最多 %2 字").arg(Typist.count).arg(entry.maximumLength)
                }
            }
            KCandidates {
                id: choices
                x: all.tight && all.flat ? field.width + Theme.unit : 0
                y: all.tight ? (all.flat ? 0 : field.height + Theme.unit) : status.y + status.height + Theme.half
                width: parent.width - x
                each: all.each
                rows: all.flat ? 1 : 2
                columns: all.flat && !all.tight ? 10 : 5
                typist: Typist
                hint: all.tight && all.flat ? all.wrong(Typist.problem) || Typist.spelt || all.hint(Typist.way) : all.hint(Typist.way)
            }
            KKeyboard {
                id: board
                anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
                height: implicitHeight
                each: all.each
                typist: Typist
                ways: entry.purpose === "letters" ? ["letters"] : ["ink", "pinyin", "stroke", "letters", "rare"]
            }
            function hint(way: string): string {
                return way === "ink" ? qsTr("写完一个字，在这里选") : way === "pinyin" ? qsTr("点拼音字母，在这里选字；可以只点每个字的第一个字母")
                     : way === "stroke" ? qsTr("按写字的顺序点笔画，在这里选字；提算横，捺算点，弯的都算折")
                     : way === "letters" ? "" : Typist.rareStep === "beside" ? qsTr("除了“%1”，还有几画？").arg(Typist.rareRadical) : qsTr("部首有几画？或者输入字的编号，比如 4E1C")
            }
            function wrong(code: string): string {
                return code === "typing-too-long" ? qsTr("写满了，最多 %1 字").arg(entry.maximumLength)
                     : code === "typing-emoji" ? qsTr("表情符号打印不出来，没有写上")
                     : code === "typing-hidden" ? qsTr("看不见的符号没有写上")
                     : code === "typing-no-glyph" ? qsTr("这个字这台机打印不出来，没有写上")
                     : code === "typing-not-here" ? qsTr("这里只能写字母和数字")
                     : code === "typing-no-match" ? qsTr("没有这样的字，请退一步再试")
                     : code === "typing-no-engine" ? qsTr("这台机没有装这种输入法，请换一种")
                     : code === "typing-no-character" ? qsTr("没有这个编号的字，或者这台机打印不出来")
                     : code ? qsTr("输入法刚才停了一下，请再试一次") : ""
            }
        }
    }
}
