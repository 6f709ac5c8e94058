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
    readonly property color fore: off && !busy ? Theme.disabled : kind === "primary" ? Theme.primaryInk : kind === "quiet" ? Theme.primary : Theme.ink
    readonly property string said: busy ? busyText : text
    readonly property bool narrow: Theme.landscape && Theme.large && !slim   // beside the words: a line ends where the sentence pauses
    property real size: slim ? Math.min(Theme.body, Theme.mm(13)) : Theme.body

    // Words on two lines are of about the same length, beside their sign; where a word would be broken there is no sign.
    readonly property string lines: narrow ? said.replace("，", "，\n").replace(", ", ",\n") : said
    readonly property real full: Math.max(...lines.split("\n").map(line => lengthOf(line))) * size / 97
    readonly property real longestWord: /[a-z]{2}/i.test(said) ? Math.max(...said.split(/\s/).map(word => lengthOf(word))) * size / 97 : 0
    readonly property bool spaced: /[a-z] [a-z(]/i.test(said)
    readonly property real inside: width - (slim ? 1 : 2) * Theme.unit
    readonly property real beside: (slim ? Theme.half : Theme.unit) + size * 1.2
    readonly property bool crowded: longestWord > inside - beside
    readonly property int signs: narrow && said.length > 6 ? 0 : (icon ? 1 : 0) + (iconEnd ? 1 : 0)
    readonly property real room: inside - signs * (crowded ? 0 : beside)
    readonly property int rows: Math.max(1, Math.ceil(full / Math.max(1, room)))
    readonly property real half: spaced ? (full + longestWord) / 2 : full / 2 + size * 2    // two lines of it are enough, wherever they end
    readonly property real balanced: rows < 2 ? full : rows === 2 && lines.indexOf("\n") < 0 ? Math.min(Math.max(1, room), half) : Math.max(1, room)

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
        color: button.kind === "primary" ? (button.off && !button.busy ? Theme.well : button.pressed || button.busy ? Theme.primaryDeep : Theme.primary)
             : button.kind === "quiet" ? (button.pressed ? Theme.primaryTint : "transparent") : button.off ? "transparent" : button.pressed ? Theme.well : Theme.surface
        border.width: button.kind === "secondary" || (button.off && !button.busy) || (Theme.contrast && button.kind === "quiet") ? (button.off ? Theme.hair : Theme.stroke) : 0
        border.color: button.off && !button.busy ? Theme.disabled : Theme.edge
    }
    RowLayout {
        id: row
        anchors.centerIn: parent
        width: Math.min(Math.ceil(implicitWidth), parent.width - (button.slim ? 1 : 2) * Theme.unit)
        spacing: button.slim ? Theme.half : Theme.unit
        KIcon { visible: button.icon && !button.busy && !button.crowded && button.signs > 0; name: button.icon; size: Math.round(button.size * 1.2); color: button.fore; heavy: true }
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
        KIcon { visible: button.iconEnd && !button.busy && !button.crowded && button.signs > 0; name: button.iconEnd; size: Math.round(button.size * 1.1); color: button.fore; heavy: true }
    }
    KFocusRing { control: button }
}
