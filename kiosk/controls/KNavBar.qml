pragma ComponentBehavior: Bound

import QtQuick

// Pinned. Places that never move: 返回 首页 求助 | 语音 字号 对比, and 低位 where somebody has measured how high the screen hangs.
// By keys: right leads to the first of them from anywhere, left to the last, so that none is further than three presses.
Rectangle {
    id: bar

    property bool canGoBack: true
    property bool canGoHome: true
    property string helpBrief                        // how far a call for help has come, in a word; empty while nobody was called
    property bool speaks: false                      // there is a voice
    property string whyMute                          // why there is none, where somebody knows
    property bool speaking: false                    // and it is on
    property bool offersLow: false
    property var look: null                          // what is turned: Appearance, or nobody in a piece of the kit
    signal chosen(id: string)

    readonly property var ids: offersLow ? ["back", "home", "help", "voice", "size", "contrast", "low"] : ["back", "home", "help", "voice", "size", "contrast"]
    readonly property int count: offersLow ? 7 : 6
    readonly property var icons: ({ back: "arrow-left", home: "house", help: "bell-ringing", voice: "speaker-high", size: "text-aa", contrast: "circle-half", low: "wheelchair" })

    // One size for all of them: the longest word decides, and no label looks smaller than its neighbours. Where that were too small,
    // each place is as wide as its word asks for. 求助 has room for whatever it may come to say: no place moves when it does.
    readonly property real beside: Theme.landscape ? Theme.mm(count > 6 ? 10 : 12) + Theme.half : 0     // the sign, where it stands before the word
    readonly property real around: Theme.mm(Theme.landscape ? 7 : 5)
    readonly property var briefs: [qsTr("求助"), qsTr("正在叫"), qsTr("已叫人"), qsTr("正过来"), qsTr("没人看到"), qsTr("叫不到")]
    readonly property var lengths: ids.map(id => id === "help" ? Math.max(...briefs.map(brief => lengthOf(brief))) : lengthOf(bar.word(id)))
    readonly property real together: lengths.reduce((sum, length) => sum + length, 0)
    readonly property bool even: sizeIn(roomBetween(Theme.margin - Theme.unit) / count - beside - around, Math.max(...lengths)) >= Theme.least
    readonly property real rim: even ? Theme.margin - Theme.unit : Theme.unit
    readonly property real room: roomBetween(rim)
    readonly property real longest: Math.max(...ids.map(id => lengthOf(bar.word(id))))
    readonly property real fitting: even ? sizeIn(room / count - beside - around, longest) : sizeIn(room - count * (beside + around), together)
    readonly property real labelSize: Math.max(Theme.least, Math.min(Theme.caption, Theme.mm(12), fitting))

    function lengthOf(words: string): real {             // in letters 100 px high; measured anew once the typeface is known
        return measure.font.pixelSize > 0 ? measure.advanceWidth(words) : 0
    }
    function roomBetween(rims: real): real {
        return width - 2 * rims - (count - 1) * Theme.unit
    }
    function sizeIn(room: real, length: real): real {
        return 100 * room / length                       // lengths are those of letters 100 px high
    }
    function widthOf(place: int): real {
        return even ? room / count : beside + lengths[place] * labelSize / 100 + (room - count * beside - together * labelSize / 100) / count
    }
    function word(id: string): string {
        return id === "back" ? qsTr("返回") : id === "home" ? qsTr("首页") : id === "help" ? helpBrief || qsTr("求助") : id === "voice" ? qsTr("语音")
             : id === "size" ? qsTr("字号") : id === "contrast" ? qsTr("对比") : qsTr("低位")
    }
    function what(id: string): string {
        return id === "back" ? qsTr("回到上一步") : id === "home" ? qsTr("回到首页") : id === "help" ? qsTr("请人帮忙")
             : id === "voice" ? (speaking ? qsTr("换语言、快慢，或者关掉") : speaks ? qsTr("念给您听") : whyMute || qsTr("这台机没有声音设备"))
             : id === "size" ? qsTr("换大小字，现在是 %1%").arg(Math.round(Theme.s * 100)) : id === "contrast" ? qsTr("换黑底高对比")
             : qsTr("把要点的都放到够得着的地方")
    }
    function can(id: string): bool {
        return id === "back" ? canGoBack : id === "home" ? canGoHome : id === "voice" ? speaks : true
    }
    function isOn(id: string): bool {
        return id === "help" ? helpBrief !== "" : id === "voice" ? speaking : id === "contrast" ? Theme.contrast : id === "low" ? (look !== null && look.low === true) : false
    }
    function isSwitch(id: string): bool {
        return id === "voice" || id === "contrast" || id === "low"
    }
    // From elsewhere to the first or the last; from a place to its neighbour. At the ends it stays: nothing goes round silently.
    function step(by: int) {
        let here = -1
        for (let i = 0; i < count; i++)
            if (keys.itemAt(i)?.activeFocus)
                here = i
        const there = here < 0 ? (by > 0 ? 0 : count - 1) : Math.max(0, Math.min(count - 1, here + by))
        keys.itemAt(there).forceActiveFocus(Qt.TabFocusReason)
    }

    implicitHeight: Theme.mm(31) + (Theme.large ? Theme.mm(Theme.landscape ? 3 : 11) : 0) - (Theme.landscape ? Theme.mm(5) : 0)
    color: Theme.surface
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("随时可用的按钮")

    FontMetrics { id: measure; font.family: Theme.family; font.weight: Theme.medium; font.pixelSize: 100 }
    Rectangle { width: parent.width; height: Theme.hair; color: Theme.line }

    Row {
        id: places
        anchors { fill: parent; leftMargin: bar.rim; rightMargin: bar.rim }
        spacing: Theme.unit
        Repeater {
            id: keys
            model: bar.count
            KTouch {
                id: item
                required property int index
                readonly property string place: bar.ids[index] || ""
                readonly property bool on: bar.isOn(place)
                objectName: "nav." + place
                name: place === "help" && bar.helpBrief ? qsTr("求助，%1").arg(bar.helpBrief) : bar.word(place)
                description: bar.what(place)
                closed: !bar.can(place)
                live: !closed
                width: bar.widthOf(index)
                height: places.height
                Accessible.checkable: bar.isSwitch(place)
                Accessible.checked: on
                onActed: bar.chosen(place)

                Rectangle {
                    anchors { fill: parent; margins: Theme.half; leftMargin: bar.even ? Theme.half : 0; rightMargin: bar.even ? Theme.half : 0 }
                    radius: Theme.radius
                    visible: item.pressed || item.on
                    color: Theme.primaryTint
                    border.width: item.on ? Theme.stroke : 0
                    border.color: Theme.primary
                }
                Rectangle {
                    visible: item.index === 3
                    x: -Theme.unit / 2
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.hair
                    height: parent.height * 0.46
                    color: Theme.line
                }
                KIcon {
                    id: sign
                    name: bar.icons[item.place] || ""
                    heavy: !item.closed
                    size: Theme.mm(Theme.landscape && bar.count > 6 ? 10 : 12) * (Theme.large && !Theme.landscape ? 1.25 : 1)
                    color: item.closed ? Theme.disabled : Theme.ink
                    x: Theme.landscape ? (item.width - size - Theme.half - word.width) / 2 : (item.width - size) / 2
                    y: Theme.landscape ? (item.height - size) / 2 : (item.height - size - Theme.mm(1.5) - word.height) / 2
                }
                KText {
                    id: word
                    x: Theme.landscape ? sign.x + sign.size + Theme.half : (item.width - width) / 2
                    y: Theme.landscape ? (item.height - height) / 2 : sign.y + sign.size + Theme.mm(1.5)
                    text: bar.word(item.place)
                    size: bar.labelSize
                    wrapMode: Text.NoWrap
                    leading: 1.2
                    weight: item.closed ? Theme.regular : Theme.medium
                    color: item.closed ? Theme.disabled : Theme.ink
                    Accessible.ignored: true
                }
                KFocusRing { control: item; anchors.margins: Theme.half }
            }
        }
    }
}
