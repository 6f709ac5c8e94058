import QtQuick
import QtQuick.Layouts

// A real count, in words and as a bar. With no count there is no bar.
ColumnLayout {
    id: line

    property string text
    property string note
    property int done: 0
    property int total: 0
    property real share: 1

    spacing: Theme.mm(4)
    Accessible.role: Accessible.ProgressBar
    Accessible.name: text
    Accessible.description: note

    GridLayout {
        Layout.fillWidth: true
        columns: Theme.large ? 1 : 2
        columnSpacing: Theme.unit
        rowSpacing: 0
        KText { Layout.fillWidth: true; text: line.text; size: Theme.title; weight: Theme.strong; leading: 1.3; Accessible.ignored: true }
        KText { visible: line.note; Layout.fillWidth: Theme.large; text: line.note; color: Theme.ink2; Accessible.ignored: true }
    }
    Rectangle {
        visible: line.total > 0
        Layout.fillWidth: true
        implicitHeight: Theme.mm(6)
        radius: Theme.contrast ? 0 : height / 2
        color: Theme.well
        border.width: Theme.contrast ? Theme.stroke : Theme.hair
        border.color: Theme.outline
        Rectangle {
            width: line.total > 0 ? Math.round(parent.width * Math.min(1, line.done / line.total)) : 0
            height: parent.height
            radius: parent.radius
            color: Theme.primary
        }
    }
}
