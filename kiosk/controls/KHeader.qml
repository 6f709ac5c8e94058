import QtQuick

// Who we are, where you stand, what time it is; once someone is known, who. The keys beside it are the page's.
Item {
    id: header

    readonly property bool saidApart: true           // to the ear not on every page anew
    property string who
    property string place
    property string time
    property string note                             // the step in words, where the page has no room for it
    property real keysWidth: 0                       // what the page keeps free at the right
    property bool brief: false                       // the knot alone, and the rest for the title: a wide panel with large words
    readonly property real size: Math.min(Theme.caption, Theme.mm(11))
    readonly property real start: logo.x + logo.width + Theme.section
    readonly property real end: right.x - Theme.unit

    implicitHeight: Math.max(Theme.mm(Theme.landscape ? 27 : Theme.large ? 33 : 29), known.visible ? known.implicitHeight + Theme.half : 0)

    KLogo {
        id: logo
        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        size: Theme.mm(13)
        brief: header.brief || (Theme.large && !Theme.landscape)
    }
    KText {
        visible: header.note && !header.brief
        x: header.start
        anchors.verticalCenter: parent.verticalCenter
        text: header.note
        size: header.size
        weight: Theme.strong
        color: Theme.contrast ? Theme.ink : Theme.primary
        leading: 1.25
        wrapMode: Text.NoWrap
    }
    FontMetrics { id: measure; font.family: Theme.family; font.pixelSize: 100 }
    Row {
        id: right
        x: header.width - Theme.margin - header.keysWidth - (header.keysWidth > 0 ? Theme.unit : 0) - width
        height: parent.height
        spacing: Theme.unit
        KText {
            visible: header.brief && header.note
            anchors.verticalCenter: parent.verticalCenter
            text: header.note
            size: header.size
            weight: Theme.strong
            color: Theme.contrast ? Theme.ink : Theme.primary
            wrapMode: Text.NoWrap
        }
        KText {
            id: known
            readonly property bool forEarsOnly: header.who !== ""
            readonly property real room: Math.max(Theme.mm(40), header.width - header.start - header.keysWidth - Theme.margin - Theme.unit * 3 - (clock.visible ? clock.width + Theme.unit : 0) - (Theme.landscape && header.note ? Theme.mm(90) : 0))
            function whole(who: string): string {    // on two lines, the enterprise on the first and the person on the second
                return measure.font.pixelSize > 0 && measure.advanceWidth(who) * header.size / 100 > room ? who.replace(" · ", "\n") : who
            }
            visible: text && !header.brief
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, room)
            horizontalAlignment: Text.AlignRight
            text: whole(header.who) || (Theme.s < 1.4 || Theme.landscape ? header.place : "")
            size: header.size
            color: Theme.ink2
            leading: 1.25
        }
        KText {
            id: clock
            visible: text && !header.who
            anchors.verticalCenter: parent.verticalCenter
            text: header.time
            size: Math.min(Theme.body, Theme.mm(12))
            weight: Theme.medium
            wrapMode: Text.NoWrap
        }
    }
    Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: Theme.hair; color: Theme.line }
}
