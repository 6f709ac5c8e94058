pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// 手写, 拼音, 笔画, 数字字母, 生僻字: five ways to write, and beneath each the keys that all of them need.
// It shows and passes on; what is written, and what may be, is the typist's.
Item {
    id: board

    required property var typist                     // kiosk.typing's Typist
    property var ways: ["ink", "pinyin", "stroke", "letters", "rare"]
    property real each: Theme.mm(Theme.elder || Theme.contrast ? 19 : 16)   // height of a key
    property bool capital: false
    readonly property bool flat: Theme.landscape
    readonly property string way: typist.way
    readonly property bool english: qsTr("中文") !== "中文"
    readonly property bool tight: Theme.low          // 低位: one key goes from way to way, and a wide panel holds three rows
    readonly property int rows: tight ? (flat ? 3 : 4) : 5
    readonly property real span: rows * each + (rows - 1) * Theme.unit   // no way is taller than another, so that nothing moves
    property bool digits: false                      // three rows: letters, or digits and marks

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

    // The next way that there is, round and round.
    function another(): string {
        const open = ways.filter(id => isOpen(id))
        return open[(open.indexOf(way) + 1) % open.length]
    }

    implicitHeight: flat || tight ? span : span + each + Theme.unit

    FontMetrics { id: measure; font.family: Theme.family; font.weight: Theme.strong; font.pixelSize: 100 }
    Grid {                                           // in front of the keys beneath, beside them on a wide panel
        id: tabs
        visible: !board.tight
        readonly property real across: board.flat ? Theme.mm(Theme.large ? 58 : 50) : (board.width - (board.ways.length - 1) * Theme.unit) / board.ways.length
        readonly property var lengths: board.ways.map(id => measure.advanceWidth(board.word(id)))
        readonly property real longest: Math.max(...lengths)
        readonly property real together: lengths.reduce((sum, length) => sum + length, 0)
        readonly property real around: Theme.unit    // a word has half of it at either side

        // All words of one size. Where the longest were too wide, each tab is as wide as its word asks for: none decides for the others.
        readonly property real fitting: 100 * (board.flat ? (across - around) / longest : board.ways.length * (across - around) / together)
        readonly property real size: Math.max(Theme.least, Math.min(Theme.caption, board.each * 0.7, fitting))
        readonly property bool even: board.flat || around + longest * size / 100 <= across
        function widthOf(place: int): real {
            return even ? across : around + lengths[place] * board.ways.length * (across - around) / together
        }
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
                width: tabs.widthOf(index)
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
                    width: Math.min(implicitWidth, parent.width - Theme.half)
                    text: tab.name
                    size: tabs.size
                    weight: tab.up ? Theme.strong : Theme.medium
                    color: tab.up ? Theme.primaryInk : tab.closed ? Theme.disabled : Theme.ink
                    font.strikeout: tab.closed
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.elder ? Theme.least : Theme.mm(6.6)
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
        x: board.flat && !board.tight ? tabs.width + Theme.mm(8) : 0
        y: board.flat || board.tight ? 0 : tabs.height + Theme.unit
        width: parent.width - x
        height: parent.height - y
        sourceComponent: board.rows === 3 ? (board.way === "ink" ? flatInk : board.way === "stroke" ? flatStrokes : board.way === "letters" ? flatLetters : board.way === "rare" ? flatRare : flatPinyin)
                       : board.way === "ink" ? ink : board.way === "stroke" ? strokes : board.way === "letters" ? letters : board.way === "rare" ? rare : pinyin
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
        Left {}
        Right {}
        Letters {
            Layout.preferredWidth: characters.length
            characters: tools.chinese ? "，。、？" : !board.english ? "-.@/" : board.flat && Theme.large ? ",.'-" : ",.'-@"
            onPut: mark => board.typist.put(mark)
        }
        Wide {
            objectName: "key.clear"
            Layout.preferredWidth: board.english ? 1.8 : 2
            property bool sure: false                // a whole text is not lost by one tap
            visible: !board.tight
            text: sure ? qsTr("真的清空") : qsTr("清空")
            live: board.typist.count > 0
            onActed: { if (sure) board.typist.clear(); sure = !sure }
            onLiveChanged: sure = false
            Timer { running: parent.sure; interval: 4000; onTriggered: parent.sure = false }
        }
        Wide { objectName: "key.erase"; Layout.preferredWidth: board.english ? 1.8 : 2; icon: board.tight || board.flat || Theme.large ? "" : "backspace"; text: qsTr("退格"); onActed: board.typist.erase() }
        Another { visible: board.tight }
    }
    component Another: Wide {
        objectName: "key.way"
        text: board.word(board.another())
        description: qsTr("换一种写法")
        onActed: board.typist.way = board.another()
    }
    component Left: Wide { objectName: "key.left"; Layout.preferredWidth: 1; icon: "caret-left"; name: qsTr("光标往左"); onActed: board.typist.move(-1) }
    component Right: Wide { objectName: "key.right"; Layout.preferredWidth: 1; icon: "caret-right"; name: qsTr("光标往右"); onActed: board.typist.move(1) }
    component Erase: Wide { objectName: "key.erase"; text: qsTr("退格"); onActed: board.typist.erase() }
    component Line: RowLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredHeight: board.each
        spacing: Theme.unit
    }
    component Counts: GridLayout {                   // strokes to choose among, or the digits of a number
        id: counts
        required property bool byNumber
        property int lines: 3
        readonly property var choices: byNumber ? "0123456789ABCDEF".split("") : board.typist.rareCounts
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredHeight: lines * board.each + (lines - 1) * Theme.unit
        columns: Math.max(6, Math.ceil(choices.length / lines))
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
                name: counts.byNumber ? text : qsTr("%1 画").arg(text)
                onActed: counts.byNumber ? board.typist.addToCode(choice) : board.typist.countStrokes(choice)
            }
        }
    }
    component Strokes: RowLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
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

    // ---- three rows ----

    Component {
        id: flatPinyin
        ColumnLayout {
            spacing: Theme.unit
            Line { Letters { Layout.preferredWidth: 10; characters: "qwertyuiop"; named: true; onPut: letter => board.typist.spell(letter) } Letters { Layout.preferredWidth: 1; characters: "，"; onPut: mark => board.typist.put(mark) } Erase {} }
            Line { Letters { Layout.preferredWidth: 9; characters: "asdfghjkl"; named: true; onPut: letter => board.typist.spell(letter) } Letters { Layout.preferredWidth: 2; characters: "。、"; onPut: mark => board.typist.put(mark) } Left {} Right {} }
            Line { Letters { Layout.preferredWidth: 8; characters: "zxcvbnm'"; named: true; onPut: letter => board.typist.spell(letter) } Letters { Layout.preferredWidth: 1; characters: "？"; onPut: mark => board.typist.put(mark) } Another { Layout.preferredWidth: 3 } }
        }
    }
    Component {
        id: flatLetters
        ColumnLayout {
            spacing: Theme.unit
            Line { Letters { Layout.preferredWidth: 10; characters: board.digits ? "1234567890" : board.capital ? "QWERTYUIOP" : "qwertyuiop"; onPut: letter => board.typist.put(letter) } Erase {} }
            Line { Letters { Layout.preferredWidth: 9; characters: board.digits ? "-.@/():%#" : board.capital ? "ASDFGHJKL" : "asdfghjkl"; onPut: letter => board.typist.put(letter) } Left {} Right {} Wide { objectName: "key.digits"; text: board.digits ? qsTr("字母") : qsTr("数字"); onActed: board.digits = !board.digits } }
            Line {
                Letters { Layout.preferredWidth: characters.length; characters: board.digits ? (board.english ? ";!\"?_&+" : "，。、？_&+") : (board.capital ? "ZXCVBNM" : "zxcvbnm") + (board.english ? ",'" : ""); onPut: letter => board.typist.put(letter) }
                Wide { objectName: "key.capital"; live: !board.digits; text: board.capital ? qsTr("小写") : qsTr("大写"); onActed: board.capital = !board.capital }
                Wide { objectName: "key.space"; text: qsTr("空格"); onActed: board.typist.put(" ") }
                Another { visible: board.ways.length > 1 }
            }
        }
    }
    Component {
        id: flatInk
        RowLayout {
            spacing: Theme.unit
            KInkPad {
                id: flatPad
                objectName: "ink.pad"
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 3
                onDrawn: strokes => board.typist.draw(strokes)
                Connections {
                    target: board.typist
                    function onEdited() { flatPad.wipe() }
                }
            }
            ColumnLayout {
                Layout.fillWidth: true
                Layout.preferredWidth: 3
                spacing: Theme.unit
                Line { Wide { objectName: "ink.back"; text: qsTr("撤一笔"); live: !flatPad.blank; onActed: flatPad.takeBack() } Wide { objectName: "ink.wipe"; text: qsTr("擦掉"); live: !flatPad.blank; onActed: { flatPad.wipe(); board.typist.draw([]) } } Erase {} }
                Line { Letters { Layout.preferredWidth: 4; characters: "，。、？"; onPut: mark => board.typist.put(mark) } }
                Line { Left {} Right {} Another {} }
            }
        }
    }
    Component {
        id: flatStrokes
        ColumnLayout {
            spacing: Theme.unit
            Strokes { Layout.preferredHeight: 2 * board.each + Theme.unit }
            Line { Left {} Right {} Letters { Layout.preferredWidth: 4; characters: "，。、？"; onPut: mark => board.typist.put(mark) } Erase {} Another {} }
        }
    }
    Component {
        id: flatRare
        ColumnLayout {
            id: rarest
            property bool byNumber: false
            spacing: Theme.unit
            Counts { byNumber: rarest.byNumber; lines: 2 }
            Line {
                Wide { objectName: "rare.radical"; text: qsTr("按部首找"); chosen: !rarest.byNumber; onActed: { board.typist.startRare(); rarest.byNumber = false } }
                Wide { objectName: "rare.number"; text: qsTr("按编号 U+"); chosen: rarest.byNumber; onActed: { board.typist.startRare(); rarest.byNumber = true } }
                Erase {}
                Another {}
            }
        }
    }

    // ---- five rows ----

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
            Strokes { Layout.preferredHeight: 3 }
            Tools {}
        }
    }
    Component {
        id: letters
        ColumnLayout {
            spacing: Theme.unit
            Letters { visible: !board.tight; characters: "1234567890"; onPut: digit => board.typist.put(digit) }
            Letters { characters: board.tight && board.digits ? "1234567890" : board.capital ? "QWERTYUIOP" : "qwertyuiop"; onPut: letter => board.typist.put(letter) }
            Line {
                Layout.preferredHeight: 1
                Letters { Layout.preferredWidth: 9; characters: board.tight && board.digits ? "-.@/():%#" : board.capital ? "ASDFGHJKL" : "asdfghjkl"; onPut: letter => board.typist.put(letter) }
                Wide { visible: board.tight; objectName: "key.digits"; Layout.preferredWidth: 1.4; text: board.digits ? qsTr("字母") : qsTr("数字"); onActed: board.digits = !board.digits }
            }
            Line {
                Layout.preferredHeight: 1
                Letters { visible: !(board.tight && board.digits); Layout.preferredWidth: 7; characters: board.capital ? "ZXCVBNM" : "zxcvbnm"; onPut: letter => board.typist.put(letter) }
                Wide { visible: !(board.tight && board.digits); objectName: "key.capital"; Layout.preferredWidth: 1.5; text: board.capital ? qsTr("小写") : qsTr("大写"); onActed: board.capital = !board.capital }
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
                    Layout.preferredWidth: Theme.mm(48)
                    Layout.maximumWidth: Theme.mm(48)
                    spacing: Theme.unit
                    Wide { objectName: "ink.back"; Layout.preferredHeight: 1; text: qsTr("撤一笔"); live: !pad.blank; onActed: pad.takeBack() }
                    Wide { objectName: "ink.wipe"; Layout.preferredHeight: 1; text: qsTr("擦掉"); live: !pad.blank; onActed: { pad.wipe(); board.typist.draw([]) } }
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
            Counts { byNumber: rarely.byNumber; lines: board.tight ? 2 : 3 }
            Tools { Layout.preferredHeight: board.each }
        }
    }
}
