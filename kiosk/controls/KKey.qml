import QtQuick

// One key of a keypad. Two taps are two characters.
KTouch {
    id: key

    property string text
    property string icon
    property bool word: false
    property bool filled: word                       // the colour of keys that do something, not of those that write
    readonly property real signSize: label.size * 1.15
    readonly property real wordRoom: width - Theme.half * 1.5 - (icon ? signSize + Theme.half : 0)
    readonly property bool wordless: icon !== "" && label.implicitWidth * Theme.least / label.size > wordRoom   // then the sign says it alone
    property bool chosen: false                      // of two that exclude each other, the one that is on

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
    Row {
        anchors.centerIn: parent
        spacing: Theme.half
        KIcon { visible: key.icon; anchors.verticalCenter: parent.verticalCenter; name: key.icon; heavy: true; size: key.signSize; color: key.live ? Theme.ink : Theme.disabled }
        KText {
            id: label
            anchors.verticalCenter: parent.verticalCenter
            visible: !key.wordless
            text: key.text
            size: key.word ? Math.max(Theme.least, Math.min(Theme.caption, Theme.mm(11), key.height * 0.5)) : Math.max(Theme.least, Math.min(Math.max(Theme.body * 1.2, Theme.mm(12)), key.height * 0.62, key.text.length > 1 ? (key.width - Theme.half * 1.5) / key.text.length : key.height))   // a line keeps the height of its letters: they are not shrunk into it
            weight: key.live ? Theme.strong : Theme.regular
            color: key.live ? Theme.ink : Theme.disabled
            wrapMode: Text.NoWrap
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.least
            width: Math.min(implicitWidth, key.wordRoom)
            leading: 1.2
            Accessible.ignored: true
        }
    }
    KFocusRing { control: key }
}
