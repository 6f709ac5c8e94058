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
    property bool closing: false                     // set by the body: no rule beneath the last row
    property bool carded: true
    property real share: 1
    property real growsTo: Theme.mm(34)

    implicitHeight: lines.implicitHeight + Theme.mm(Theme.large ? 5 : 6)
    Accessible.role: Accessible.ListItem
    Accessible.name: [name + qsTr("：") + state, what, act, warning, checked].filter(part => part).join(qsTr("。"))

    ColumnLayout {
        id: lines
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: 0
        GridLayout {
            Layout.fillWidth: true
            columns: Theme.large ? 1 : 3
            columnSpacing: Theme.unit
            rowSpacing: Theme.mm(1)
            KText { Layout.fillWidth: true; text: row.name; weight: Theme.strong; leading: 1.3; Accessible.ignored: true }
            KText { visible: row.checked && !Theme.large; text: row.checked; size: Theme.caption; color: Theme.ink2; leading: 1.3; wrapMode: Text.NoWrap; Accessible.ignored: true }
            KTag { kind: row.tone; text: row.state; Layout.maximumWidth: row.width }
        }
        KText { visible: row.what; Layout.fillWidth: true; text: row.what; leading: 1.35; Accessible.ignored: true }
        KText { visible: row.act; Layout.fillWidth: true; text: row.act; size: Theme.caption; color: Theme.ink2; leading: 1.35; Accessible.ignored: true }
        KText { visible: row.warning; Layout.fillWidth: true; text: row.warning; size: Theme.caption; weight: Theme.medium; color: Theme.hereInk; leading: 1.35; Accessible.ignored: true }
        KText { visible: row.checked && Theme.large; Layout.fillWidth: true; text: row.checked; size: Theme.caption; color: Theme.ink2; leading: 1.3; Accessible.ignored: true }
    }
    Rectangle { visible: !row.closing; anchors.bottom: parent.bottom; width: parent.width; height: Theme.hair; color: Theme.line }
}
