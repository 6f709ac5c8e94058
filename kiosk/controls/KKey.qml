import QtQuick

// One key of a keypad. Two taps are two characters.
KTouch {
    id: key

    property string text
    property string icon
    property bool word: false
    property bool filled: word                       // the colour of keys that do something, not of those that write
    property bool chosen: false                      // of two that exclude each other, the one that is on

    // Signs are all of one size, whatever their width; a word or a number is as large as the key is wide.
    readonly property bool single: !word && text.length < 2
    readonly property real largestSign: Math.min(Math.max(Theme.body * 1.2, Theme.mm(12)), height * 0.62)
    property real largestWord: Math.min(Theme.caption, Theme.mm(13), height * 0.6)
    readonly property real size: Math.max(Theme.least, word ? largestWord : single ? largestSign : Math.min(largestSign, inside / text.length))
    readonly property real inside: width - Theme.half * 1.5

    // Where the word has no room beside its icon even in the smallest letters, the icon says it alone.
    readonly property real iconSize: size * 1.15
    readonly property real wordRoom: inside - (icon ? iconSize + Theme.half : 0)
    readonly property bool wordless: icon !== "" && label.implicitWidth * Theme.least / size > wordRoom

    quick: true
    name: text
    implicitHeight: Theme.target
    implicitWidth: Theme.target

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: key.pressed || key.chosen ? Theme.primaryTint : key.filled ? Theme.well : Theme.surface
        border.width: Theme.contrast || key.chosen ? Theme.stroke : Theme.hair
        border.color: key.chosen ? Theme.primary : key.live ? Theme.outline : Theme.line
    }
    Rectangle {                                      // not by colour alone: a bar under the one that is on
        visible: key.chosen
        anchors { bottom: parent.bottom; bottomMargin: Theme.half; horizontalCenter: parent.horizontalCenter }
        width: parent.width * 0.6
        height: Theme.mm(1)
        color: Theme.ink
    }
    Row {
        anchors.centerIn: parent
        spacing: Theme.half
        KIcon {
            visible: key.icon
            anchors.verticalCenter: parent.verticalCenter
            name: key.icon
            heavy: true
            size: key.iconSize
            color: key.live ? Theme.ink : Theme.disabled
        }
        KText {
            id: label
            anchors.verticalCenter: parent.verticalCenter
            visible: !key.wordless
            width: key.single ? implicitWidth : Math.min(implicitWidth, key.wordRoom)
            text: key.text
            size: key.size
            weight: key.live ? Theme.strong : Theme.regular
            color: key.live ? Theme.ink : Theme.disabled
            leading: 1.2
            wrapMode: Text.NoWrap
            fontSizeMode: key.single ? Text.FixedSize : Text.HorizontalFit
            minimumPixelSize: Theme.least
            Accessible.ignored: true
        }
    }
    KFocusRing { control: key }
}
