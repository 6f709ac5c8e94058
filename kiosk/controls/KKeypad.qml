pragma ComponentBehavior: Bound

import QtQuick

// Digits, or the 31 characters of a unified social credit code (GB 32100: no I, O, S, V, Z). It shows what was keyed in groups;
// it keeps nothing: `edited` says what the value would be, the page's owner decides what it is.
FocusScope {
    id: keypad

    property string value
    property bool creditCode: false
    property bool forEarsOnly: false                 // what is keyed in is nobody else's business: its keys are not said aloud
    property bool citizen: false                     // an identity number: digits, and an X at the end
    property bool decimal: false                     // a number that may have a point
    property string possible: alphabet               // what the next place can be; keys for anything else are closed
    property string complaint                        // what the pad itself finds wrong with the value
    readonly property string fault: error || complaint
    property int length: 11
    property var groups: [length]
    property bool exact: true                        // all `length` characters are wanted; otherwise at most that many
    property string label
    property string error
    property real share: 1
    property real growsTo: creditCode ? Theme.mm(230) : Theme.mm(210)
    readonly property int missing: Math.max(0, length - value.length)
    readonly property string letters: "ABCDEFGHJKLMNPQRTUWXY"
    readonly property string alphabet: creditCode ? "0123456789" + letters : citizen ? "0123456789X" : decimal ? "0123456789." : "0123456789"
    readonly property string order: creditCode ? "1234567890" + letters : citizen ? "1234567890X" : decimal ? "1234567890." : "1234567890"
    readonly property var keys: {                    // as they are read on the pad, and as the focus goes
        const digits = "1234567890".split("")
        if (!creditCode)
            return digits.slice(0, 9).concat(citizen ? ["X", "0", "erase"] : decimal ? [".", "0", "erase"] : ["clear", "0", "erase"])
        return wide ? digits.concat(["clear", "erase"], letters.split("")) : digits.concat(letters.split(""), ["clear", "erase"])
    }
    readonly property int signs: length + groups.length - 1   // spaces between the groups included: all of them stand on one line
    signal edited(string value)

    // The pad: on a wide panel beside the entry, or letters beside digits; else six rows of a code, four of a telephone, and four of a
    // code where large words leave no room for six.
    readonly property bool wide: Theme.landscape
    readonly property bool abreast: wide && !creditCode
    readonly property bool beside: wide && creditCode
    readonly property bool dense: creditCode && !wide && (Theme.large || Theme.low)
    readonly property int rows: !creditCode || dense ? 4 : wide ? 3 : 6
    readonly property real between: Theme.mm(Theme.large ? 4 : 6)
    readonly property real least: Theme.mm(Theme.elder || Theme.contrast ? 19 : 16)   // a key is no lower than this
    readonly property real shrinksTo: abreast ? Math.max(entry.height, padOf(least)) : entry.height + between + padOf(least)
    readonly property real padWidth: abreast ? (width - Theme.mm(14)) / 2 : width
    readonly property real padHeight: Math.min(Theme.mm(creditCode ? 190 : 150), abreast ? height : height - entry.height - between)
    readonly property real row: (padHeight - (rows - 1) * Theme.unit) / rows

    function padOf(keyHeight: real): real {
        return rows * keyHeight + (rows - 1) * Theme.unit
    }
    function spot(at: int, of: int, from: real, span: real, line: int): rect {
        const each = (span - (of - 1) * Theme.unit) / of
        return Qt.rect(from + at * (each + Theme.unit), line * (row + Theme.unit), each, row)
    }
    function place(i: int): rect {                   // where the i-th sign stands, and behind the signs 清空 and 退格
        const n = order.length
        if ((citizen || decimal) && i > 8)
            return spot(i === 9 ? 1 : i === 10 ? 0 : 2, 3, 0, padWidth, 3)   // 0, X, and 退格: 清空 has no place
        if (!creditCode)
            return i < 9 ? spot(i % 3, 3, 0, padWidth, Math.floor(i / 3)) : spot(i === 9 ? 1 : i === 10 ? 0 : 2, 3, 0, padWidth, 3)
        if (dense && i < 30)
            return spot(i % 10, 10, 0, padWidth, Math.floor(i / 10))
        if (dense) {
            const last = (padWidth - 9 * Theme.unit) / 10
            return i < n ? Qt.rect(0, 3 * (row + Theme.unit), last, row) : spot(i - n, 2, last + Theme.unit, padWidth - last - Theme.unit, 3)
        }
        const half = wide ? (padWidth - Theme.mm(8)) * 5 / 12 : padWidth
        if (i < 10)
            return spot(i % 5, 5, 0, half, Math.floor(i / 5))
        if (i >= n)
            return spot(i - n, 2, 0, half, rows - 1)
        const letter = i - 10
        return spot(letter % 7, 7, wide ? half + Theme.mm(8) : 0, wide ? padWidth - half - Theme.mm(8) : padWidth, Math.floor(letter / 7) + (wide ? 0 : 2))
    }
    function put(character: string) {
        const letter = character.toUpperCase()
        if (value.length < length && alphabet.indexOf(letter) >= 0 && possible.indexOf(letter) >= 0)
            edited(value + letter)
    }
    function take(text: string) {
        const taken = text.toUpperCase().split("").filter(character => alphabet.indexOf(character) >= 0).join("").slice(0, length)
        if (taken !== value)
            edited(taken)
        field.text = Qt.binding(() => keypad.value)
    }
    function grouped(): string {
        const slots = exact ? value + "_".repeat(missing) : value || "_"
        let from = 0
        const parts = groups.map(n => { from += n; return slots.substring(from - n, from) })
        return parts.filter(part => part).join(" ")
    }

    implicitHeight: abreast ? Math.max(entry.height, padOf(Theme.target)) : entry.height + between + padOf(Theme.target)
    Component.onCompleted: forceActiveFocus()
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Backspace)
            keypad.edited(keypad.value.slice(0, -1))
        else if (event.text.length === 1 && keypad.alphabet.indexOf(event.text.toUpperCase()) >= 0)
            keypad.put(event.text)
        else
            return
        event.accepted = true
    }

    Item {                                               // no positioner: keys take their height from what it leaves, at once
        id: entry
        width: keypad.abreast ? keypad.padWidth : keypad.width
        height: field.y + (keypad.beside ? Math.max(field.height, under.height) : field.height + (under.visible ? Theme.half + under.height : 0))
        KText { id: labelled; visible: keypad.label && !Theme.large; width: parent.width; text: keypad.label; size: Theme.caption; weight: Theme.medium; color: Theme.ink2 }
        Rectangle {
            id: field
            property string text: keypad.value       // what assistive technology reads, and may set
            objectName: "keypad.field"
            y: labelled.visible ? labelled.height + Theme.half : 0
            width: keypad.beside ? Math.round(parent.width * 0.5) : parent.width
            height: shown.implicitHeight + Theme.unit
            radius: Theme.radius
            color: Theme.surface
            border.width: keypad.fault ? Theme.stroke * 1.6 : Theme.stroke
            border.color: keypad.fault ? Theme.danger : Theme.edge
            onTextChanged: if (text !== keypad.value) keypad.take(text)
            focus: true                              // who comes to the pad by keys hears what is asked, and what stands there so far
            activeFocusOnTab: true
            Keys.onPressed: event => { Taps.byKeys = true; event.accepted = false }   // Tab leads on from here before the page hears of it
            KFocusRing { control: field }
            Accessible.role: Accessible.EditableText
            Accessible.focusable: true
            Accessible.editable: true
            Accessible.ignored: !enabled
            Accessible.name: keypad.label
            Accessible.description: qsTr("已输入 %1 位，共 %2 位").arg(keypad.value.length).arg(keypad.length) + (keypad.fault ? qsTr("。") + keypad.fault : "")
            KText {
                id: shown
                objectName: "keypad.value"
                anchors { left: parent.left; right: parent.right; leftMargin: Theme.mm(5); rightMargin: Theme.mm(3); verticalCenter: parent.verticalCenter }
                text: keypad.grouped()
                size: Math.min(Theme.title, keypad.creditCode ? Theme.mm(15) : Theme.title, parent.width > 0 ? (parent.width - Theme.mm(8)) / (keypad.signs * 0.64) : Theme.title)
                weight: Theme.strong
                leading: 1.3
                font.letterSpacing: Theme.mm(0.4)
                Accessible.ignored: true
            }
        }
        KText {                                          // beside a code, where keys need the height
            id: under
            visible: keypad.fault || !Theme.large || !keypad.creditCode
            x: keypad.beside ? field.width + Theme.unit * 2 : 0
            y: keypad.beside ? field.y + Math.max(0, (field.height - height) / 2) : field.y + field.height + Theme.half
            width: parent.width - x
            text: keypad.fault || (!keypad.exact ? qsTr("最多 %1 位").arg(keypad.length) : keypad.missing === 0 ? qsTr("输完了，共 %1 位").arg(keypad.length) : qsTr("还差 %1 位，共 %2 位").arg(keypad.missing).arg(keypad.length))
            size: keypad.beside ? Math.max(Theme.least, Math.min(Theme.caption, field.height / 2.8)) : Theme.caption   // two lines are no taller than it
            weight: Theme.medium
            color: keypad.fault ? Theme.danger : Theme.ink2
        }
    }
    Item {
        x: keypad.abreast ? keypad.width - width : 0
        y: keypad.abreast ? 0 : entry.height + keypad.between
        width: keypad.padWidth
        height: keypad.padHeight
        Repeater {
            model: keypad.keys.length
            KKey {
                required property int index
                readonly property string means: keypad.keys[index] || ""
                readonly property string sign: means.length === 1 ? means : ""
                readonly property bool clears: means === "clear"
                readonly property rect spot: keypad.place(sign ? keypad.order.indexOf(sign) : keypad.order.length + (clears ? 0 : 1))
                objectName: "key." + (sign || (clears ? "clear" : "erase"))
                x: spot.x
                y: spot.y
                width: spot.width
                height: spot.height
                word: sign === ""
                live: sign === "" || keypad.possible.indexOf(sign) >= 0
                icon: sign || clears || (Theme.large && Theme.landscape) ? "" : "backspace"
                text: sign || (clears ? qsTr("清空") : qsTr("退格"))
                onActed: sign ? keypad.put(sign) : keypad.edited(clears ? "" : keypad.value.slice(0, -1))
            }
        }
    }
}
