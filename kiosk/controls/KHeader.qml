import QtQuick
import QtQuick.Layouts

// Who we are, where you stand, what time it is; once someone is known, who, and a way to end at once.
Item {
    id: header

    property string who
    property string place
    property string time
    property string note                             // the step in words, where the page has no room for it
    property bool canEnd: true
    readonly property real size: Math.min(Theme.caption, Theme.mm(11))
    signal ended()

    implicitHeight: Math.max(Theme.mm(Theme.landscape ? 27 : Theme.s > 1.2 ? 33 : 29), known.implicitHeight + Theme.half)

    RowLayout {
        anchors { fill: parent; leftMargin: Theme.margin; rightMargin: Theme.margin }
        spacing: Theme.unit

        KLogo { size: Theme.mm(13); brief: Theme.large && header.who !== "" && !Theme.landscape }
        KText {
            visible: header.note
            Layout.fillWidth: true
            Layout.leftMargin: Theme.section
            text: header.note
            size: header.size
            weight: Theme.strong
            color: Theme.contrast ? Theme.ink : Theme.primary
            leading: 1.25
        }
        KText {
            id: known
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignRight
            text: header.who || (Theme.s < 1.4 || Theme.landscape ? header.place : "")
            size: header.size
            color: Theme.ink2
            leading: 1.25
        }
        KText { visible: !header.who; text: header.time; size: Math.min(Theme.body, Theme.mm(12)); weight: Theme.medium; wrapMode: Text.NoWrap }
        KTouch {
            id: end
            objectName: "header.end"
            visible: header.who && header.canEnd
            name: label.text
            description: qsTr("结束办理，清除我的信息")
            Layout.preferredHeight: Theme.target
            Layout.preferredWidth: endRow.implicitWidth + Theme.unit * 2
            onActed: header.ended()
            Rectangle {
                anchors.fill: parent
                radius: Theme.radius
                color: end.pressed ? Theme.well : "transparent"
                border.width: Theme.stroke
                border.color: Theme.edge
            }
            RowLayout {
                id: endRow
                anchors.centerIn: parent
                spacing: Theme.half
                KIcon { name: "sign-out"; size: header.size * 1.25; heavy: true }
                KText { id: label; text: qsTr("结束"); size: header.size; weight: Theme.medium; wrapMode: Text.NoWrap; Accessible.ignored: true }
            }
            KFocusRing { control: end }
        }
    }
    Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: Theme.hair; color: Theme.line }
}
