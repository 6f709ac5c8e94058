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
    readonly property real inside: width - (slim ? 1 : 2) * Theme.unit
    readonly property real beside: row.spacing + size * 1.2
    readonly property real longestWord: Math.max(...said.split(/\s/).map(word => word.length)) / Math.max(1, said.length) * words.implicitWidth * 1.25
    readonly property bool spaced: /[a-z] [a-z(]/i.test(said)
    readonly property bool crowded: spaced && longestWord > inside - beside
    readonly property real room: inside - ((icon ? 1 : 0) + (iconEnd ? 1 : 0)) * (crowded ? 0 : beside)
    readonly property int rows: Math.ceil((words.implicitWidth - 1) / Math.max(1, room))
    readonly property real balanced: rows > 1 ? Math.min(room, Math.max(Math.ceil(words.implicitWidth / rows + size * 2), spaced ? longestWord : 0)) : Math.ceil(words.implicitWidth) + 1

    name: said
    live: !busy && !closed
    activeFocusOnTab: !closed || activeFocus
    implicitHeight: Math.max(slim ? Theme.target : Theme.button, words.implicitHeight + Theme.unit * (slim ? 0.75 : 1.5))
    implicitWidth: row.implicitWidth + Theme.unit * 4

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
        width: Math.min(implicitWidth, parent.width - (button.slim ? 1 : 2) * Theme.unit)
        spacing: button.slim ? Theme.half : Theme.unit
        KIcon { visible: button.icon && !button.busy && !button.crowded && !(button.narrow && button.said.length > 6); name: button.icon; size: button.size * 1.2; color: button.fore; heavy: true }
        KIcon { visible: button.busy; name: "hourglass-medium"; size: button.size * 1.2; color: button.fore; heavy: true }
        KText {
            id: words
            text: button.narrow ? button.said.replace("，", "，\n").replace(", ", ",\n") : button.said
            size: button.size
            weight: Theme.strong
            leading: Math.min(1.35, Theme.leading)
            color: button.fore
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
            Layout.preferredWidth: button.balanced
            Accessible.ignored: true
        }
        KIcon { visible: button.iconEnd && !button.busy && !button.crowded && !(button.narrow && button.said.length > 6); name: button.iconEnd; size: button.size * 1.1; color: button.fore; heavy: true }
    }
    KFocusRing { control: button }
}
