import QtQuick
import QtQuick.Layouts

// Check answers: question, answer, change. The change button names what it changes.
Item {
    id: row

    property string label
    property string value
    property string note
    property bool forEarsOnly: true                 // a visitor's own words: over the loudspeaker they are not said
    property bool locked: false                     // from a card or a registry: says where instead of 修改
    property string stem                            // objectName of its 修改 is <stem>.change
    property string verb: qsTr("修改")
    property string verbs: qsTr("修改%1")           // the same, with what it is done to
    property bool closing: false                    // set by the body: no rule beneath the last row
    property bool carded: true
    property real share: 1
    property real growsTo: Theme.mm(40)
    signal changed()

    readonly property bool stacked: Theme.large || width < Theme.mm(170)
    Accessible.role: Accessible.ListItem
    Accessible.name: row.label + qsTr("：") + row.value + (row.note ? qsTr("，") + row.note : "")
    readonly property real around: Theme.mm(Theme.landscape ? 3 : Theme.elder ? 5 : 6)
    implicitHeight: grid.implicitHeight + around

    GridLayout {
        id: grid
        anchors { left: parent.left; right: parent.right }
        y: row.share < 1 ? row.around / 2 : (row.height - height) / 2   // two abreast begin on one line
        columns: row.stacked ? 2 : 3
        columnSpacing: Theme.unit
        rowSpacing: 0
        KText {
            Layout.preferredWidth: row.stacked ? -1 : Theme.mm(58)
            Layout.fillWidth: row.stacked            // a long question goes on beneath itself, not into its neighbour
            Layout.columnSpan: row.stacked ? 2 : 1
            Layout.alignment: row.note && !row.stacked ? Qt.AlignTop : Qt.AlignVCenter
            text: row.label
            size: row.stacked ? Theme.caption : Theme.body
            color: Theme.ink2
            leading: row.stacked ? 1.3 : Theme.leading
            Accessible.ignored: true
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter
            spacing: 0
            KText { Layout.fillWidth: true; text: row.value; weight: Theme.medium; leading: row.stacked ? 1.3 : Theme.leading; Accessible.ignored: true }
            KText { visible: row.note; Layout.fillWidth: true; text: row.note; size: Theme.caption; color: Theme.ink2; leading: row.stacked ? 1.3 : Theme.leading; Accessible.ignored: true }
        }
        KSmallKey {
            id: change
            visible: !row.locked
            objectName: row.stem + ".change"
            name: row.verbs.arg(row.label)
            text: row.verb
            size: Math.min(Theme.caption, Theme.mm(13))
            fore: Theme.primary
            edge: Theme.primary
            Layout.alignment: Qt.AlignVCenter
            onActed: row.changed()
        }
    }
    Rectangle { visible: !row.closing; anchors.bottom: parent.bottom; width: parent.width; height: Theme.hair; color: Theme.line }
}
