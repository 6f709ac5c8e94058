import QtQuick

// A thing to know: its name small, its words large. Not a target.
KCard {
    id: fact

    property string label
    property string text
    property bool forEarsOnly: false
    property real share: 1
    property real growsTo: Theme.mm(52)

    implicitHeight: words.implicitHeight + Theme.mm(Theme.large ? 5 : 9)
    Accessible.role: Accessible.StaticText
    Accessible.name: label + qsTr("：") + text

    Column {
        id: words
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: Theme.mm(Theme.large ? 5 : 8); rightMargin: anchors.leftMargin }
        spacing: Theme.mm(1)
        KText { width: parent.width; text: fact.label; size: Theme.caption; weight: Theme.strong; color: Theme.primary; leading: 1.3; Accessible.ignored: true }
        KText { width: parent.width; text: fact.text; weight: Theme.medium; Accessible.ignored: true }
    }
}
