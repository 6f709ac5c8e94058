import QtQuick
import QtQuick.Layouts

// A number to note down: what it is, the number in groups, what it is good for. tone: ok | wait.
KCard {
    id: card

    property string tag
    property string label
    property string number
    property bool own: true                          // somebody's own number: over the loudspeaker it is not said
    property string note
    property string tone: "ok"
    property string icon
    property real share: Theme.landscape && !Theme.large ? 0.5 : 1

    readonly property bool pictured: icon !== "" && !Theme.large && width > Theme.mm(170)
    readonly property real inset: Theme.mm(Theme.large ? 6 : 8)
    readonly property real room: width - 2 * inset - (pictured ? Theme.mm(42) : 0)

    implicitHeight: row.implicitHeight + Theme.mm(Theme.large ? 8 : 10)
    border.width: tone === "wait" ? Theme.stroke : Theme.hair
    border.color: tone === "wait" ? Theme.hereInk : Theme.line

    RowLayout {
        id: row
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: card.inset; rightMargin: card.inset }
        spacing: Theme.mm(6)
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(1)
            GridLayout {                               // what it is, and how it stands, on one line where there is room
                Layout.fillWidth: true
                columns: label.implicitWidth + tag.implicitWidth + columnSpacing <= card.room ? 2 : 1
                columnSpacing: Theme.unit
                rowSpacing: Theme.mm(1)
                KText { id: label; text: card.label; size: Theme.caption; color: Theme.ink2; Layout.maximumWidth: card.room }
                KTag { id: tag; visible: card.tag; Layout.maximumWidth: card.room; kind: card.tone; text: card.tag }
            }
            KText { readonly property bool forEarsOnly: card.own; Layout.fillWidth: true; text: card.number; size: Math.max(Math.min(Theme.body, Theme.caption * 1.1), Math.min(Theme.title, card.room / (card.number.length * 0.6))); weight: Theme.strong; leading: 1.2 }
            KText { visible: card.note; Layout.fillWidth: true; Layout.topMargin: Theme.mm(2); text: card.note; size: Theme.caption; color: Theme.ink2 }
        }
        KIcon { visible: card.pictured; name: card.icon; size: Theme.mm(36); color: card.tone === "wait" ? Theme.hereInk : Theme.primary }
    }
}
