pragma ComponentBehavior: Bound

import QtQuick
import kiosk.typing

// A standard address by three touches: town or park, village or road, number. Or by initials: only letters that lead somewhere are
// offered. It gives plain text after each step, so that whoever knows only the town may stop there.
Item {
    id: picker

    property string label
    property string text                             // what the page holds; shown until something else is picked
    property real share: 1
    property real growsTo: Theme.mm(320)
    readonly property real shrinksTo: implicitHeight
    readonly property real least: Theme.mm(Theme.elder || Theme.contrast ? 19 : 16)
    readonly property bool tight: Theme.low          // 低位: one line for the address
    readonly property bool flat: Theme.landscape
    readonly property int columns: Theme.large || english ? (flat && !(Theme.elder && english) ? 3 : 2) : flat ? 4 : 3
    readonly property int keyRows: flat ? 2 : 3
    readonly property int listRows: tight ? 1 : 5     // before all of them grow
    readonly property bool english: qsTr("中文") !== "中文"
    readonly property bool numbering: picker.place.step === "number"
    readonly property real each: Math.max(least, Math.min(Theme.mm(22), Math.floor((height - shown.height - (keyRows + listRows) * Theme.unit) / (keyRows + listRows))))
    readonly property real keysTop: height - keyRows * (each + Theme.unit) + Theme.unit
    readonly property real listTop: shown.height + Theme.unit
    readonly property int lines: Math.max(1, Math.floor((keysTop - listTop) / (each + Theme.unit)))
    readonly property var place: PlacePicker
    property int turn: 0
    signal picked(string text)

    implicitHeight: shown.height + (keyRows + (tight ? 1 : 3)) * (least + Theme.unit)

    Connections {
        target: PlacePicker
        function onPicked(text: string) { picker.picked(text) }
    }
    Binding { target: PlacePicker; property: "each"; value: picker.columns * picker.lines; delayed: true }   // other rows may stand above, then
    Component.onCompleted: turn = PlacePicker.begin()
    Component.onDestruction: PlacePicker.end(turn)

    Rectangle {
        id: shown
        objectName: "place.shown"
        width: parent.width - 2 * (picker.least + Theme.unit)
        height: picker.tight ? picker.least : Math.max(Theme.target, words.implicitHeight + Theme.unit)
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.stroke
        border.color: Theme.edge
        Accessible.role: Accessible.StaticText
        Accessible.name: picker.label + qsTr("：") + words.text
        KText {
            id: words
            anchors { left: parent.left; right: again.left; leftMargin: Theme.unit; rightMargin: Theme.unit; verticalCenter: parent.verticalCenter }
            text: picker.place.initials ? picker.place.initials.toUpperCase() + "…" : picker.place.text || picker.text || (picker.place.step === "town" ? qsTr("先选镇街或园区") : "")
            color: picker.place.text || picker.text || picker.place.initials ? Theme.ink : Theme.ink2
            size: Math.min(Theme.body, Theme.mm(picker.tight ? 10 : 15))
            weight: Theme.medium
            leading: 1.25
            wrapMode: picker.tight ? Text.NoWrap : Text.Wrap
            fontSizeMode: picker.tight ? Text.HorizontalFit : Text.FixedSize
            minimumPixelSize: Theme.least
            Accessible.ignored: true
        }
        KKey {
            id: again
            objectName: "place.again"
            visible: !picker.tight && (picker.place.text !== "" || picker.text !== "")   // in one row less 退格 takes back step by step
            anchors { right: parent.right; rightMargin: Theme.half; verticalCenter: parent.verticalCenter }
            width: Theme.mm(Theme.large ? 44 : 36)
            height: picker.least
            word: true
            text: qsTr("重选")
            onActed: picker.place.clear()
        }
    }
    KText {
        visible: picker.place.synthetic && !Theme.large
        anchors { right: shown.right; rightMargin: again.visible ? again.width + Theme.unit * 2 : Theme.unit; verticalCenter: shown.verticalCenter }
        text: qsTr("部分地名是样例")
        size: Theme.least
        color: Theme.ink2
        wrapMode: Text.NoWrap
    }
    KKey {
        objectName: "place.back"
        visible: picker.place.pages > 1
        live: picker.place.page > 0
        x: shown.width + Theme.unit
        width: picker.least
        height: shown.height
        word: true
        icon: "caret-left"
        name: qsTr("上一页")
        description: qsTr("第 %1 页，共 %2 页").arg(picker.place.page + 1).arg(picker.place.pages)
        onActed: picker.place.turn(-1)
    }
    KKey {
        objectName: "place.on"
        visible: picker.place.pages > 1
        live: picker.place.page < picker.place.pages - 1
        x: picker.width - width
        width: picker.least
        height: shown.height
        word: true
        icon: "caret-right"
        name: qsTr("下一页")
        description: qsTr("第 %1 页，共 %2 页").arg(picker.place.page + 1).arg(picker.place.pages)
        onActed: picker.place.turn(1)
    }
    Item {                                           // what there is to choose from; before the keys, also when it is made anew
        anchors.fill: parent
        Repeater {
            model: picker.place.rows.length
            KKey {
                required property int index
                readonly property var row: picker.place.rows[index] || ({ name: "", english: "", synthetic: false })
                readonly property real across: (picker.width - (picker.columns - 1) * Theme.unit) / picker.columns
                objectName: "place." + index
                quick: false
                word: true
                filled: false
                largestWord: Math.min(Theme.caption, height * 0.7)
                text: picker.english && row.english ? row.english + " " + row.name : row.name
                description: picker.english ? "" : row.synthetic ? qsTr("样例") : ""
                placeAmong: Qt.point(index + 1, picker.place.rows.length)
                x: (index % picker.columns) * (across + Theme.unit)
                y: picker.listTop + Math.floor(index / picker.columns) * (picker.each + Theme.unit)
                width: across
                height: picker.each
                onActed: picker.place.choose(index)
            }
        }
    }
    Repeater {                                       // initials (no syllable begins with i, u, v), or the number
        model: picker.numbering ? 16 : 24
        KKey {
            required property int index
            readonly property string sign: picker.numbering ? "1234567890-号栋楼室"[index] || "" : "qwertyopasdfghjklzxcbnm"[index] || ""
            readonly property int abreast: Math.ceil((picker.numbering ? 16 : 24) / picker.keyRows)
            readonly property real across: (picker.width - (abreast - 1) * Theme.unit) / abreast
            objectName: sign ? "key." + sign : "key.erase"
            word: sign === ""
            icon: sign ? "" : "backspace"
            text: sign.toUpperCase()
            name: text || qsTr("退格")
            live: !sign || picker.numbering || picker.place.letters.indexOf(sign) >= 0
            x: (index % abreast) * (across + Theme.unit)
            y: picker.keysTop + Math.floor(index / abreast) * (picker.each + Theme.unit)
            width: across
            height: picker.each
            onActed: sign === "" ? picker.place.erase() : picker.numbering ? picker.place.addToNumber(sign) : picker.place.spell(sign)
        }
    }
}
