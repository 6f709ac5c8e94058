import QtQuick

// Wordmark: a woven knot and the name.
Row {
    id: logo

    property real size: Theme.mm(13)
    property color fore: Theme.contrast ? Theme.ink : Theme.primary
    property color text: Theme.ink
    property color ground: Theme.paper
    property bool brief: false                       // the knot alone

    spacing: size * 0.3
    Accessible.ignored: true

    KWeave {
        anchors.verticalCenter: parent.verticalCenter
        columns: 3
        rows: 3
        cell: Math.round(logo.size / 3)
        strand: 0.6
        warp: logo.fore
        weft: logo.fore
        ground: logo.ground
    }
    KText {
        anchors.verticalCenter: parent.verticalCenter
        visible: !logo.brief
        text: qsTr("莞家自助")
        size: logo.size * 0.84
        weight: Theme.strong
        color: logo.text
        font.letterSpacing: logo.size * 0.03
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
}
