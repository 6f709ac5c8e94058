pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// Pinned. Six places that never move: 返回 首页 求助 | 语音 字号 对比. 语音 is closed: this terminal has no sound device.
Rectangle {
    id: bar

    property bool canGoBack: true
    property bool canGoHome: true
    signal chosen(id: string)

    readonly property var items: [
        { id: "back", text: qsTr("返回"), icon: "arrow-left", on: canGoBack, what: qsTr("回到上一步") },
        { id: "home", text: qsTr("首页"), icon: "house", on: canGoHome, what: qsTr("回到首页") },
        { id: "help", text: qsTr("求助"), icon: "bell-ringing", on: true, what: qsTr("请人帮忙") },
        { id: "voice", text: qsTr("语音"), icon: "speaker-high", on: false, what: qsTr("这台机还不能说话") },
        { id: "size", text: qsTr("字号"), icon: "text-aa", on: true, what: qsTr("换大小字") },
        { id: "contrast", text: qsTr("对比"), icon: "circle-half", on: true, what: qsTr("换黑底高对比") }
    ]

    // One size for all six: the longest word decides, and no label looks smaller than its neighbours.
    readonly property real place: (places.width - 5 * places.spacing) / 6 - (Theme.landscape ? Theme.mm(12) + Theme.unit : 0)
    readonly property real longest: Math.max(...items.map(item => measure.advanceWidth(item.text)))
    readonly property real labelSize: Math.max(Theme.mm(7.9), Math.min(Theme.caption, Theme.mm(12), 100 * place / longest))

    implicitHeight: Theme.mm(31) + (Theme.large ? Theme.mm(Theme.landscape ? 3 : 11) : 0) - (Theme.landscape ? Theme.mm(5) : 0)
    color: Theme.surface
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("随时可用的按钮")

    FontMetrics { id: measure; font.family: Theme.family; font.weight: Theme.medium; font.pixelSize: 100 }
    Rectangle { width: parent.width; height: Theme.hair; color: Theme.line }

    Row {
        id: places
        anchors { fill: parent; leftMargin: Theme.margin - Theme.unit; rightMargin: Theme.margin - Theme.unit }
        spacing: Theme.unit
        Repeater {
            model: bar.items
            KTouch {
                id: item
                required property var modelData
                required property int index
                objectName: "nav." + modelData.id
                name: modelData.text
                description: modelData.what
                closed: !modelData.on
                live: modelData.on
                width: (places.width - 5 * places.spacing) / 6
                height: parent.height
                onActed: bar.chosen(modelData.id)

                Rectangle {
                    anchors { fill: parent; margins: Theme.half }
                    radius: Theme.radius
                    visible: item.pressed
                    color: Theme.primaryTint
                }
                Rectangle {
                    visible: item.index === 3
                    x: -Theme.unit / 2
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.hair
                    height: parent.height * 0.46
                    color: Theme.line
                }
                GridLayout {
                    anchors.centerIn: parent
                    width: Math.min(implicitWidth, parent.width)
                    columns: Theme.landscape ? 2 : 1
                    rowSpacing: Theme.mm(1.5)
                    columnSpacing: Theme.unit
                    KIcon {
                        Layout.alignment: Qt.AlignCenter
                        name: item.modelData.icon
                        heavy: !item.closed
                        size: Theme.mm(12) * (Theme.large && !Theme.landscape ? 1.25 : 1)
                        color: item.closed ? Theme.disabled : Theme.ink
                    }
                    KText {
                        Layout.alignment: Qt.AlignCenter
                        Layout.fillWidth: true
                        horizontalAlignment: Text.AlignHCenter
                        text: item.modelData.text
                        size: bar.labelSize
                        wrapMode: Text.NoWrap
                        leading: 1.2
                        weight: item.closed ? Theme.regular : Theme.medium
                        color: item.closed ? Theme.disabled : Theme.ink
                        Accessible.ignored: true
                    }
                }
                KFocusRing { control: item; anchors.margins: Theme.half }
            }
        }
    }
}
