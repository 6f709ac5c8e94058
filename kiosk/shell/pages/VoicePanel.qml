pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// 语音设置: language, speed, volume, off. It covers the page and leaves it as it is; 返回 leads back to it.
Rectangle {
    id: panel

    required property var shell
    readonly property var voice: shell.voice
    readonly property var ears: [
        { id: "cmn", text: qsTr("普通话") },
        { id: "yue", text: qsTr("粤语") },
        { id: "en", text: "English" }
    ]

    color: Theme.paper
    Accessible.role: Accessible.Dialog
    Accessible.name: qsTr("语音设置")
    Component.onCompleted: back.forceActiveFocus()
    Keys.onPressed: event => {
        Taps.byKeys = true
        event.accepted = event.key === Qt.Key_Back
        if (event.accepted)
            panel.voice.closePanel()
    }

    TapHandler { gesturePolicy: TapHandler.ReleaseWithinBounds }   // takes the touch: nothing beneath is reached
    KText {
        id: title
        objectName: "title"
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.margin; topMargin: Theme.mm(Theme.landscape ? 8 : 14) }
        text: qsTr("语音设置")
        size: Theme.title
        weight: Theme.strong
        leading: 1.3
        Accessible.role: Accessible.Heading
    }
    KBody {
        anchors { left: parent.left; right: parent.right; top: title.bottom; bottom: parent.bottom; margins: Theme.margin; topMargin: Math.max(Theme.margin, Theme.reachTop - title.y - title.height); bottomMargin: Theme.margin + Theme.reachBottom }
        onFocusLeft: title.forceActiveFocus(Qt.OtherFocusReason)   // another sheet is up: whoever works by keys begins at the heading
        KButton { id: back; objectName: "voice.back"; text: qsTr("回到刚才那一页"); icon: "arrow-left"; onActed: panel.voice.closePanel() }
        Repeater {
            model: panel.ears.length
            KChoiceRow {
                required property int index
                objectName: "voice." + panel.ears[index].id
                compact: true
                share: Theme.landscape ? 1 / 3 : 1
                text: panel.ears[index].text
                chosen: panel.voice.ear === panel.ears[index].id
                onActed: panel.voice.listenIn(panel.ears[index].id)
            }
        }
        KText { text: panel.voice.paceText; weight: Theme.medium; keepWithNext: true }
        KButton { objectName: "voice.slower"; kind: "secondary"; slim: true; size: Theme.body; share: 0.5; text: qsTr("慢一点"); onActed: panel.voice.slower() }
        KButton { objectName: "voice.faster"; kind: "secondary"; slim: true; size: Theme.body; share: 0.5; text: qsTr("快一点"); onActed: panel.voice.faster() }
        KText { text: panel.voice.volumeText; weight: Theme.medium; keepWithNext: true }
        KButton { objectName: "voice.quieter"; kind: "secondary"; slim: true; size: Theme.body; share: 0.5; text: qsTr("小一点"); onActed: panel.voice.quieter() }
        KButton { objectName: "voice.louder"; kind: "secondary"; slim: true; size: Theme.body; share: 0.5; text: qsTr("大一点"); onActed: panel.voice.louder() }
        KButton { objectName: "voice.off"; kind: "secondary"; text: qsTr("关掉语音"); icon: "speaker-slash"; onActed: panel.voice.stop() }
    }
}
