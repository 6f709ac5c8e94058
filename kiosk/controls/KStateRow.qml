import QtQuick
import QtQuick.Layouts

// One thing and how it is: its name, its state in a word, when that was seen; and where it is not well, why and what helps.
Item {
    id: row

    property string name
    property string state                            // in words
    property string tone: "ok"                       // ok | wait | stop | note
    property string checked
    property string what
    property string act
    property string warning
    property string stock
    property bool closing: false                     // set by the body: no rule beneath the last row
    property bool carded: true
    property real share: 1
    property real growsTo: Theme.mm(34)
    readonly property real size: Math.min(Theme.body, Theme.mm(Theme.landscape ? 13 : 15))          // a row is never dealt to two sheets: it stays low enough for one
    readonly property real small: Math.min(Theme.caption, Theme.mm(Theme.landscape ? 11 : 12))
    readonly property bool roomForTime: !Theme.large || title.implicitWidth + seen.implicitWidth + tag.implicitWidth + 2 * Theme.unit <= width
    readonly property bool roomForTag: title.implicitWidth + tag.implicitWidth + Theme.unit <= width

    implicitHeight: lines.implicitHeight + Theme.mm(!Theme.large ? 6 : Theme.landscape ? 2 : 5)
    Accessible.role: Accessible.ListItem
    Accessible.name: [name + qsTr("：") + state, what, act, warning, stock, checked].filter(part => part).join(qsTr("。"))

    ColumnLayout {
        id: lines
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: 0
        GridLayout {
            Layout.fillWidth: true
            columns: row.roomForTime ? 3 : row.roomForTag ? 2 : 1
            columnSpacing: Theme.unit
            rowSpacing: Theme.mm(1)
            KText { id: title; Layout.fillWidth: true; text: row.name; size: row.size; weight: Theme.strong; leading: 1.3; Accessible.ignored: true }
            KText { id: seen; visible: row.checked && row.roomForTime; text: row.checked; size: row.small; color: Theme.ink2; leading: 1.3; wrapMode: Text.NoWrap; Accessible.ignored: true }
            KTag { id: tag; said: false; kind: row.tone; text: row.state; Layout.maximumWidth: row.width }
        }
        KText { visible: row.what; Layout.fillWidth: true; text: row.what; size: row.size; leading: 1.35; Accessible.ignored: true }
        KText { visible: row.act; Layout.fillWidth: true; text: row.act; size: row.small; color: Theme.ink2; leading: 1.35; Accessible.ignored: true }
        KText { visible: row.warning; Layout.fillWidth: true; text: row.warning; size: row.small; weight: Theme.medium; color: Theme.hereInk; leading: 1.35; Accessible.ignored: true }
        KText { visible: row.stock; Layout.fillWidth: true; text: row.stock; size: row.small; color: Theme.ink2; leading: 1.35; Accessible.ignored: true }
        KText { visible: row.checked && !row.roomForTime; Layout.fillWidth: true; text: row.checked; size: row.small; color: Theme.ink2; leading: 1.3; Accessible.ignored: true }
    }
    Rectangle { visible: !row.closing; anchors.bottom: parent.bottom; width: parent.width; height: Theme.hair; color: Theme.line }
}
