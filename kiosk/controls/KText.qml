import QtQuick

// Text on the 4 mm rhythm: fixed leading, Chinese glyphs optically centred in their line.
Text {
    property real size: Theme.body
    property real leading: Theme.leading
    property int weight: Theme.regular

    property real share: 1                           // how it stands in a KBody
    property bool keepWithNext: false
    property bool carded: false

    font.family: Theme.family
    font.hintingPreference: Font.PreferNoHinting     // looks the same at these sizes, and a page is drawn sooner
    font.pixelSize: Math.round(size)
    font.weight: weight
    color: Theme.ink
    lineHeightMode: Text.FixedHeight
    lineHeight: Math.ceil(size * leading)
    topPadding: -Math.round(size * 0.06)
    bottomPadding: Math.round(size * 0.06)
    wrapMode: Text.Wrap
    textFormat: Text.PlainText
    Accessible.role: Accessible.StaticText
    Accessible.ignored: !enabled || text === ""    // a line without words is nothing to read
    Accessible.focusable: focus                      // Qt says of every text that keys lead to it
    Accessible.name: text
}
