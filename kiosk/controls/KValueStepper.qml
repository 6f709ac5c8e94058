import QtQuick
import QtQuick.Layouts

// A value with less and more: for a year, a month, a count. No wheel, no flick.
KCard {
    id: stepper

    property string label
    property string text                             // the value in words: 2025年, 3月
    property string what: label                      // what the buttons change, for the ear
    property bool canLess: true
    property bool canMore: true
    property string stem                             // objectNames: <stem>.less and <stem>.more
    property real share: 1
    signal stepped(int by)

    onActiveFocusChanged: if (activeFocus) (canLess ? less : more).forceActiveFocus(Qt.OtherFocusReason)   // it has no name of its own

    implicitHeight: inner.implicitHeight + Theme.unit * 1.5

    GridLayout {
        id: inner
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: Theme.unit }
        columns: 3
        columnSpacing: Theme.unit
        KText { visible: stepper.label; Layout.columnSpan: 3; Layout.fillWidth: true; text: stepper.label; size: Theme.caption; color: Theme.ink2 }
        LessMore { id: less; objectName: stepper.stem + ".less"; icon: "caret-left"; name: qsTr("%1，往前").arg(stepper.what); live: stepper.canLess; onActed: stepper.stepped(-1) }
        KText {
            objectName: stepper.stem + ".value"
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: stepper.text
            weight: Theme.strong
            size: Math.min(Theme.title, Theme.body * 1.2)
        }
        LessMore { id: more; objectName: stepper.stem + ".more"; icon: "caret-right"; name: qsTr("%1，往后").arg(stepper.what); live: stepper.canMore; onActed: stepper.stepped(1) }
    }

    component LessMore: KTouch {
        id: step
        property string icon
        quick: true
        implicitWidth: Theme.target
        implicitHeight: Theme.target
        Rectangle {
            anchors.fill: parent
            radius: Theme.radius
            color: step.pressed ? Theme.primaryTint : Theme.surface
            border.width: step.live ? Theme.stroke : Theme.hair
            border.color: step.live ? Theme.edge : Theme.disabled
        }
        KIcon { anchors.centerIn: parent; name: step.icon; heavy: step.live; size: Theme.mm(Theme.large ? 13 : 11); color: step.live ? Theme.ink : Theme.disabled }
        KFocusRing { control: step }
    }
}
