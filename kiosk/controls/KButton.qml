import QtQuick
import QtQuick.Layouts

// kind: primary (one a page) | secondary | quiet.  Busy: it says what is going on and cannot be taken twice.
KTouch {
    id: button

    property string text
    property string icon
    property string iconEnd
    property string kind: "primary"
    property bool slim: false
    property bool busy: false
    property string busyText: qsTr("请稍等")
    readonly property bool off: closed || !live
    readonly property bool dead: off && !busy
    readonly property color fore: dead ? Theme.disabled : kind === "primary" ? Theme.primaryInk : kind === "quiet" ? Theme.primary : Theme.ink
    readonly property string said: busy ? busyText : text
    readonly property bool narrow: Theme.landscape && Theme.large && !slim   // beside the words: a line ends where the sentence pauses
    property real size: slim ? Math.min(Theme.body, Theme.mm(13)) : Theme.body

    // What is said, and how long it is on one line.
    readonly property string lines: narrow ? said.replace("，", "，\n").replace(", ", ",\n") : said
    readonly property real full: longestOf(lines.split("\n"))
    readonly property real longestWord: /[a-z]{2}/i.test(said) ? longestOf(said.split(/\s/)) : 0   // hanzi may be parted anywhere

    // What stands around it: the rim, and a sign before or after, unless the longest word would be broken for it.
    readonly property real inside: width - (slim ? 1 : 2) * Theme.unit
    readonly property real beside: (slim ? Theme.half : Theme.unit) + size * 1.2
    readonly property bool crowded: longestWord > inside - beside
    readonly property int signs: narrow && said.length > 6 ? 0 : (icon ? 1 : 0) + (iconEnd ? 1 : 0)
    readonly property bool signed: signs > 0 && !crowded && !busy
    readonly property real room: Math.max(1, inside - signs * (crowded ? 0 : beside))

    // How wide it then is: two lines are of about the same length, and no wider than there is room.
    readonly property int rows: Math.max(1, Math.ceil(full / room))
    readonly property bool spaced: /[a-z] [a-z(]/i.test(said)
    readonly property real half: spaced ? (full + longestWord) / 2 : full / 2 + size * 2    // enough, wherever the first line ends
    readonly property bool parted: lines.indexOf("\n") >= 0
    readonly property real balanced: rows < 2 ? full : rows === 2 && !parted ? Math.min(room, half) : room

    function longestOf(some: var): real {                // in letters of this size; 97: what is measured is a little short
        return Math.max(...some.map(words => lengthOf(words))) * size / 97
    }
    function lengthOf(words: string): real {             // in letters 100 px high; measured anew once the typeface is known
        return measure.font.pixelSize > 0 ? measure.advanceWidth(words) : 0
    }

    name: said
    live: !busy && !closed
    activeFocusOnTab: !closed || activeFocus
    implicitHeight: Math.max(slim ? Theme.target : Theme.button, words.implicitHeight + Theme.unit * (slim ? 0.75 : 1.5))
    implicitWidth: full + signs * beside + Theme.unit * 4   // of all its words on one line: not by how they stand now

    FontMetrics { id: measure; font.family: Theme.family; font.weight: Theme.strong; font.pixelSize: 100 }
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        readonly property bool framed: button.kind === "secondary" || button.dead || (Theme.contrast && button.kind === "quiet")
        color: button.kind === "primary" ? (button.dead ? Theme.well : button.pressed || button.busy ? Theme.primaryDeep : Theme.primary)
             : button.kind === "quiet" ? (button.pressed ? Theme.primaryTint : "transparent")
             : button.off ? "transparent" : button.pressed ? Theme.well : Theme.surface
        border.width: !framed ? 0 : button.off ? Theme.hair : Theme.stroke
        border.color: button.dead ? Theme.disabled : Theme.edge
    }
    RowLayout {
        id: row
        anchors.centerIn: parent
        width: Math.min(Math.ceil(implicitWidth), parent.width - (button.slim ? 1 : 2) * Theme.unit)
        spacing: button.slim ? Theme.half : Theme.unit
        KIcon { visible: button.icon && button.signed; name: button.icon; size: Math.round(button.size * 1.2); color: button.fore; heavy: true }
        KIcon { visible: button.busy; name: "hourglass-medium"; size: Math.round(button.size * 1.2); color: button.fore; heavy: true }
        KText {
            id: words
            text: button.lines
            size: button.size
            weight: Theme.strong
            leading: Math.min(1.35, Theme.leading)
            color: button.fore
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
            Layout.preferredWidth: Math.ceil(button.balanced)   // whole pixels: words that change stand where they would have stood
            Accessible.ignored: true
        }
        KIcon { visible: button.iconEnd && button.signed; name: button.iconEnd; size: Math.round(button.size * 1.1); color: button.fore; heavy: true }
    }
    KFocusRing { control: button }
}
