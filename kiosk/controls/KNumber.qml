import QtQuick
import QtQuick.Layouts

// A number to note down: what it is, the number in groups, what it is good for. tone: ok | wait.
KCard {
    id: card

    property string tag
    property string label
    property string number
    property string note
    property string tone: "ok"
    property string icon
    property real share: Theme.landscape && !Theme.large ? 0.5 : 1

    implicitHeight: row.implicitHeight + Theme.mm(Theme.large ? 8 : 14)
    border.width: Theme.contrast || tone === "wait" ? Theme.stroke : Theme.hair
    border.color: tone === "wait" ? Theme.hereInk : Theme.line

    RowLayout {
        id: row
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: Theme.mm(Theme.large ? 6 : 8); rightMargin: anchors.leftMargin }
        spacing: Theme.mm(6)
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(1)
            KTag { visible: card.tag; Layout.maximumWidth: card.width - Theme.mm(16); kind: card.tone; text: card.tag }
            KText { Layout.fillWidth: true; Layout.topMargin: card.tag ? Theme.mm(3) : 0; text: card.label; size: Theme.caption; color: Theme.ink2 }
            KText { Layout.fillWidth: true; text: card.number; size: card.number.length > 16 ? Theme.body * 1.1 : Theme.title; weight: Theme.strong; leading: 1.2 }
            KText { visible: card.note; Layout.fillWidth: true; Layout.topMargin: Theme.mm(2); text: card.note; size: Theme.caption; color: Theme.ink2 }
        }
        KIcon { visible: card.icon && !Theme.large && card.width > Theme.mm(170); name: card.icon; size: Theme.mm(36); color: card.tone === "wait" ? Theme.hereInk : Theme.primary }
    }
}
