import QtQuick
import QtQuick.Layouts

// 还在吗? Covers the whole page, so that whoever comes next does not read it. Not answering ends the visit and wipes it.
Rectangle {
    id: guard

    required property int secondsLeft
    signal stayed()
    signal ended()

    visible: secondsLeft >= 0
    color: Theme.paper
    Accessible.role: Accessible.Dialog
    Accessible.name: qsTr("您还在吗？")
    onVisibleChanged: if (visible) stay.forceActiveFocus()
    Component.onCompleted: if (visible) stay.forceActiveFocus()

    TapHandler { gesturePolicy: TapHandler.ReleaseWithinBounds }   // takes the touch: nothing beneath is reached
    GridLayout {
        anchors { left: parent.left; right: parent.right; margins: Theme.margin }
        y: Theme.low ? parent.height - Theme.reachBottom - Theme.margin - height : (parent.height - height) / 2
        columns: Theme.landscape ? 2 : 1
        columnSpacing: Theme.section * 2
        rowSpacing: Theme.section
        ColumnLayout {
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            spacing: Theme.section
            KText {
                Layout.fillWidth: true
                text: qsTr("您还在吗？")
                size: Theme.display
                weight: Theme.strong
                leading: 1.3
                Accessible.role: Accessible.Heading
            }
            KText {
                objectName: "guard.seconds"
                Layout.fillWidth: true
                text: qsTr("还有 %1 秒").arg(guard.secondsLeft)
                size: Theme.title
                weight: Theme.strong
                color: Theme.primary
            }
            KText { Layout.fillWidth: true; text: qsTr("到时没有点，就结束办理，清除您的信息。") }
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            spacing: Theme.gap
            KButton { id: stay; objectName: "guard.stay"; Layout.fillWidth: true; text: qsTr("继续办"); onActed: guard.stayed() }
            KButton { objectName: "guard.end"; Layout.fillWidth: true; kind: "secondary"; text: qsTr("结束，清除我的信息"); onActed: guard.ended() }
        }
    }
}
