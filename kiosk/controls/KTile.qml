pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// A way in. wide: mark beside the words (elder, large text). closed: says why and until when.
KTouch {
    id: tile

    property string letter
    property string brand
    property string house                           // the brand's name, where no rule over the tiles says it
    property string text
    property string hint
    property string reason
    property bool wide: false
    readonly property real padTop: Theme.mm(wide ? (house ? 1.5 : 3) : 5)
    readonly property real padBottom: Theme.mm(wide ? (house ? 1.5 : 3) : 4)
    readonly property real largestMark: Theme.mm(wide ? (Theme.elder ? 30 : 21) : 25)

    choice: true
    name: text
    description: [house, closed ? qsTr("暂停。%1").arg(reason) : hint].filter(part => part).join(qsTr("，"))
    implicitHeight: wide ? Math.max(largestMark, words.implicitHeight) + padTop + padBottom : words.implicitHeight + Theme.mm(20) + padTop + padBottom
    growsTo: Theme.mm(82)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: tile.closed ? "transparent" : tile.pressed ? Theme.primaryTint : Theme.surface
        border.width: Theme.contrast && !tile.closed ? Theme.stroke : Theme.hair
        border.color: tile.closed && Theme.contrast ? Theme.disabled : Theme.outline
    }
    GridLayout {
        anchors { fill: parent; leftMargin: Theme.mm(tile.wide && Theme.elder ? 8 : Theme.contrast ? 3.5 : tile.wide ? 4.5 : 5); rightMargin: Theme.mm(tile.wide ? 4 : 2); topMargin: tile.padTop; bottomMargin: tile.padBottom }
        columns: tile.wide ? 2 : 1
        columnSpacing: Theme.mm(tile.wide && Theme.elder ? 7 : 4.5)
        rowSpacing: 0
        RowLayout {
            spacing: Theme.half
            Layout.fillWidth: !tile.wide
            Layout.alignment: tile.wide ? Qt.AlignVCenter : Qt.AlignTop
            KMark {
                letter: tile.letter
                brand: tile.brand
                closed: tile.closed
                size: tile.wide ? tile.largestMark : Math.max(Theme.mm(16), Math.min(tile.largestMark, tile.height - tile.padTop - tile.padBottom - words.implicitHeight - Theme.half))
            }
            House { visible: tile.house && !tile.wide }
        }
        Item { visible: !tile.wide; Layout.fillHeight: true }
        ColumnLayout {
            id: words
            Layout.fillWidth: true
            Layout.alignment: tile.wide ? Qt.AlignVCenter : Qt.AlignBottom
            spacing: tile.wide && !tile.house ? Theme.mm(1) : 0
            House { visible: tile.house && tile.wide }
            KText {
                Layout.fillWidth: true
                text: tile.text
                weight: Theme.strong
                color: tile.closed ? Theme.disabled : Theme.ink
                leading: 1.3
                Accessible.ignored: true
            }
            KText {
                visible: !tile.closed && tile.hint
                Layout.fillWidth: true
                text: tile.hint
                size: Theme.caption
                color: Theme.ink2
                leading: 1.35
                Accessible.ignored: true
            }
            RowLayout {
                visible: tile.closed
                spacing: Theme.half
                KIcon { Layout.alignment: Qt.AlignTop; Layout.topMargin: (Theme.caption * 1.3 - size) / 2; name: "clock"; heavy: true; size: Theme.caption * 1.1; color: Theme.hereInk }
                KText { Layout.fillWidth: true; text: tile.reason; size: Theme.caption; color: Theme.hereInk; weight: Theme.medium; leading: 1.3; Accessible.ignored: true }
            }
        }
    }
    KFocusRing { control: tile }

    component House: KText {
        objectName: "house"
        Layout.fillWidth: true
        text: tile.house
        size: Theme.caption
        weight: Theme.strong
        color: Theme.brand(tile.brand)
        leading: 1.1
        Accessible.ignored: true
    }
}
