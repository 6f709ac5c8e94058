pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// 手写, 拼音, 笔画, 数字字母, 生僻字: five ways to write, and beneath each the keys that all of them need.
// It shows and passes on; what is written, and what may be, is the typist's.
Item {
    id: board

    required property var typist                     // kiosk.typing's Typist
    property var ways: ["ink", "pinyin", "stroke", "letters", "rare"]
    property real each: Theme.mm(Theme.elder ? 19 : 16)   // height of a key
    property bool capital: false
    readonly property bool flat: Theme.landscape
    readonly property string way: typist.way
    readonly property real span: 5 * each + 4 * Theme.unit   // five rows: no way is taller than another, so that nothing moves
    signal inked()                                   // something is on the ink pad

    function isOpen(id: string): bool {
        return id === "pinyin" || id === "stroke" ? !typist.spellerMissing : id === "ink" ? !typist.readerMissing : true
    }
    function word(id: string): string {
        return id === "ink" ? qsTr("手写") : id === "pinyin" ? qsTr("拼音") : id === "stroke" ? qsTr("笔画") : id === "letters" ? qsTr("数字字母") : qsTr("生僻字")
    }
    // How a letter is called, so that b is not heard as p.
    function called(letter: string): string {
        const names = qsTr("a 啊,b 玻,c 雌,d 得,e 鹅,f 佛,g 哥,h 喝,i 衣,j 基,k 科,l 勒,m 摸,n 讷,o 喔,p 坡,q 欺,r 日,s 思,t 特,u 乌,v 鱼,w 巫,x 希,y 医,z 资").split(",")
        return names.find(name => name.startsWith(letter)) || letter
    }

    implicitHeight: flat ? span : span + each + Theme.unit

    Grid {                                           // in front of the keys beneath, beside them on a wide panel
        id: tabs
        readonly property real across: (board.width - (board.ways.length - 1) * Theme.unit) / board.ways.length
        columns: board.flat ? 1 : board.ways.length
        spacing: Theme.unit
        Repeater {
            model: board.ways.length
            KTouch {
                id: tab
                required property int index
                readonly property string way: board.ways[index] || ""
                readonly property bool up: board.way === way
                objectName: "way." + way
                quick: true
                name: board.word(way)
                closed: !board.isOpen(way)
                live: !closed
                activeFocusOnTab: true
                description: closed ? qsTr("这台机没有装") : ""
                placeAmong: Qt.point(index + 1, board.ways.length)
                width: board.flat ? Theme.mm(Theme.large ? 50 : 44) : tabs.across
                height: board.each
                Accessible.role: Accessible.PageTab
                Accessible.selected: up
                onActed: board.typist.way = way
                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radius
                    color: tab.up ? Theme.primary : tab.pressed ? Theme.primaryTint : Theme.surface
                    border.width: Theme.contrast ? Theme.stroke : Theme.hair
                    border.color: tab.up ? Theme.primary : tab.closed ? Theme.disabled : Theme.outline
                }
                KText {
                    anchors.centerIn: parent
                    width: Math.min(implicitWidth, parent.width - Theme.half * 2)
                    text: tab.name
                    size: Math.min(Theme.caption, Theme.mm(11))
                    weight: tab.up ? Theme.strong : Theme.medium
                    color: tab.up ? Theme.primaryInk : tab.closed ? Theme.disabled : Theme.ink
                    font.strikeout: tab.closed
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.mm(6.6)
                    wrapMode: Text.NoWrap
                    leading: 1.2
                    Accessible.ignored: true
                }
                KFocusRing { control: tab }
            }
        }
    }
    Loader {
        id: field
        x: board.flat ? tabs.width + Theme.mm(8) : 0
        y: board.flat ? 0 : tabs.height + Theme.unit
        width: parent.width - x
        height: parent.height - y
        sourceComponent: board.way === "ink" ? ink : board.way === "stroke" ? strokes : board.way === "letters" ? letters : board.way === "rare" ? rare : pinyin
    }

    component Letters: RowLayout {                   // one row of letters
        id: line
        property string characters
        property bool named: false
        signal put(string letter)
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredHeight: 1
        spacing: Theme.unit
        Repeater {
            model: line.characters.length
            KKey {
                required property int index
                readonly property string letter: line.characters[index] || ""
                objectName: "key." + letter
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                text: letter
                name: line.named ? board.called(letter) : letter
                onActed: line.put(letter)
            }
        }
    }
    component Wide: KKey {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 2
        word: true
    }
    component Tools: RowLayout {                     // what every way needs: the cursor, marks, erase
        id: tools
        property bool chinese: true
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredHeight: 1
        spacing: Theme.unit
        Wide { objectName: "key.left"; Layout.preferredWidth: 1; icon: "caret-left"; name: qsTr("光标往左"); onActed: board.typist.move(-1) }
        Wide { objectName: "key.right"; Layout.preferredWidth: 1; icon: "caret-right"; name: qsTr("光标往右"); onActed: board.typist.move(1) }
        Letters {
            Layout.preferredWidth: 4
            characters: tools.chinese ? "，。、？" : "-.@/"
            onPut: mark => board.typist.put(mark)
        }
        Wide {
            objectName: "key.clear"
            property bool sure: false                // a whole text is not lost by one tap
            text: sure ? qsTr("真的清空") : qsTr("清空")
            live: board.typist.count > 0
            onActed: { if (sure) board.typist.clear(); sure = !sure }
            onLiveChanged: sure = false
            Timer { running: parent.sure; interval: 4000; onTriggered: parent.sure = false }
        }
        Wide { objectName: "key.erase"; icon: "backspace"; text: qsTr("退格"); onActed: board.typist.erase() }
    }

    Component {
        id: pinyin
        ColumnLayout {
            spacing: Theme.unit
            Letters { characters: "qwertyuiop"; named: true; onPut: letter => board.typist.spell(letter) }
            Letters { characters: "asdfghjkl"; named: true; onPut: letter => board.typist.spell(letter) }
            Letters { characters: "zxcvbnm'"; named: true; onPut: letter => board.typist.spell(letter) }
            Tools {}
        }
    }
    Component {
        id: strokes
        ColumnLayout {
            spacing: Theme.unit
            RowLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 3
                spacing: Theme.unit
                Repeater {
                    model: 5
                    KKey {
                        required property int index
                        readonly property string stroke: "hspnz"[index]
                        objectName: "stroke." + stroke
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.preferredWidth: 1
                        word: true
                        text: [qsTr("横 一"), qsTr("竖 丨"), qsTr("撇 丿"), qsTr("点 丶"), qsTr("折 乛")][index]
                        onActed: board.typist.spell(stroke)
                    }
                }
            }
            Tools {}
        }
    }
    Component {
        id: letters
        ColumnLayout {
            spacing: Theme.unit
            Letters { characters: "1234567890"; onPut: digit => board.typist.put(digit) }
            Letters { characters: board.capital ? "QWERTYUIOP" : "qwertyuiop"; onPut: letter => board.typist.put(letter) }
            Letters { characters: board.capital ? "ASDFGHJKL" : "asdfghjkl"; onPut: letter => board.typist.put(letter) }
            RowLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 1
                spacing: Theme.unit
                Letters { Layout.preferredWidth: 7; characters: board.capital ? "ZXCVBNM" : "zxcvbnm"; onPut: letter => board.typist.put(letter) }
                Wide { objectName: "key.capital"; Layout.preferredWidth: 1.5; text: board.capital ? qsTr("小写") : qsTr("大写"); onActed: board.capital = !board.capital }
                Wide { objectName: "key.space"; Layout.preferredWidth: 1.5; text: qsTr("空格"); onActed: board.typist.put(" ") }
            }
            Tools { chinese: false }
        }
    }
    Component {
        id: ink
        ColumnLayout {
            spacing: Theme.unit
            RowLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 4
                spacing: Theme.unit
                KInkPad {
                    id: pad
                    objectName: "ink.pad"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    onDrawn: strokes => board.typist.draw(strokes)
                    Connections {
                        target: board.typist
                        function onEdited() { pad.wipe() }   // the character stands in the text: the next one may be written
                    }
                }
                ColumnLayout {
                    Layout.fillHeight: true
                    Layout.preferredWidth: Theme.mm(Theme.large ? 44 : 36)
                    Layout.maximumWidth: Theme.mm(Theme.large ? 44 : 36)
                    spacing: Theme.unit
                    Wide { objectName: "ink.back"; Layout.preferredHeight: 1; text: qsTr("撤一笔"); live: !pad.blank; onActed: pad.takeBack() }
                    Wide { objectName: "ink.wipe"; Layout.preferredHeight: 1; text: qsTr("重写"); live: !pad.blank; onActed: { pad.wipe(); board.typist.draw([]) } }
                }
            }
            Tools {}
        }
    }
    Component {
        id: rare
        ColumnLayout {
            id: rarely
            property bool byNumber: false
            spacing: Theme.unit
            RowLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: board.each
                spacing: Theme.unit
                Wide { objectName: "rare.radical"; text: qsTr("按部首找"); chosen: !rarely.byNumber; onActed: { board.typist.startRare(); rarely.byNumber = false } }
                Wide { objectName: "rare.number"; text: qsTr("按编号 U+"); chosen: rarely.byNumber; onActed: { board.typist.startRare(); rarely.byNumber = true } }
            }
            GridLayout {
                id: counts
                readonly property var choices: rarely.byNumber ? "0123456789ABCDEF".split("") : board.typist.rareCounts
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 3 * board.each + 2 * Theme.unit
                columns: Math.max(6, Math.ceil(choices.length / 3))
                rowSpacing: Theme.unit
                columnSpacing: Theme.unit
                Repeater {
                    model: counts.choices.length
                    KKey {
                        required property int index
                        readonly property var choice: counts.choices[index]
                        objectName: "rare." + choice
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.preferredWidth: 1
                        text: choice === undefined ? "" : String(choice)
                        name: rarely.byNumber ? text : qsTr("%1 画").arg(text)
                        onActed: rarely.byNumber ? board.typist.addToCode(choice) : board.typist.countStrokes(choice)
                    }
                }
            }
            Tools { Layout.preferredHeight: board.each }
        }
    }
}
