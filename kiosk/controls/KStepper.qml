pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// How far along. Words first; the bar repeats them. Large text: words only.
ColumnLayout {
    id: stepper

    property var steps: []
    property int current: 1                         // counted from 1
    property string words                           // 第 2 步，共 5 步

    spacing: Theme.unit
    Accessible.role: Accessible.StaticText
    Accessible.name: words + (steps[current - 1] ? qsTr("：") + steps[current - 1] : "") + (steps[current] ? qsTr("，") + qsTr("下一步：%1").arg(steps[current]) : "")

    RowLayout {
        visible: !Theme.large
        Layout.fillWidth: true
        spacing: Theme.half
        Repeater {
            model: stepper.steps.length
            Rectangle {
                required property int index
                readonly property bool done: index + 1 < stepper.current
                readonly property bool now: index + 1 === stepper.current
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                implicitHeight: now ? Theme.mm(2.5) : Theme.mm(1.5)
                Layout.alignment: Qt.AlignVCenter
                radius: Theme.contrast ? 0 : height / 2
                color: done || now ? Theme.primary : Theme.contrast ? "#000000" : Theme.outline
                border.width: Theme.contrast && !(done || now) ? 2 : 0
                border.color: Theme.line
            }
        }
    }
    RowLayout {
        spacing: Theme.unit
        KText {
            text: stepper.words
            size: Theme.caption
            weight: Theme.strong
            color: Theme.contrast ? Theme.ink : Theme.primary
            Accessible.ignored: true
        }
        KText {
            visible: stepper.current < stepper.steps.length && !Theme.large
            text: qsTr("下一步：%1").arg(stepper.steps[stepper.current] || "")
            size: Theme.caption
            color: Theme.ink2
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
    }
}
