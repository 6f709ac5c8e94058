pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// Digits, or the 31 characters of a unified social credit code (GB 32100: no I, O, S, V, Z). It shows what was keyed in groups;
// it keeps nothing: `edited` says what the value would be, the page's owner decides what it is.
GridLayout {
    id: keypad

    property string value
    property bool creditCode: false
    property int length: 11
    property var groups: [length]
    property bool exact: true                        // all `length` characters are wanted; otherwise at most that many
    property string label
    property string error
    property real share: 1
    property real growsTo: creditCode ? Theme.mm(230) : Theme.mm(210)
    readonly property int rows: !creditCode ? 4 : wide ? 3 : 6
    readonly property real shrinksTo: Math.max(columns > 1 ? entry.implicitHeight : 0, implicitHeight - rows * (Theme.target - Theme.mm(16)))
    readonly property int signs: length + groups.length - 1   // spaces between the groups included: all of them stand on one line
    readonly property real crowded: Theme.large ? Theme.half : Theme.unit   // six rows of keys
    readonly property int missing: Math.max(0, length - value.length)
    readonly property string letters: "ABCDEFGHJKLMNPQRTUWXY"
    readonly property string alphabet: creditCode ? "0123456789" + letters : "0123456789"
    readonly property bool wide: Theme.landscape
    signal edited(string value)

    function put(character: string) {
        const letter = character.toUpperCase()
        if (value.length < length && alphabet.indexOf(letter) >= 0)
            edited(value + letter)
    }
    function grouped(): string {
        const slots = exact ? value + "_".repeat(missing) : value || "_"
        let from = 0
        const parts = groups.map(n => { from += n; return slots.substring(from - n, from) })
        return parts.filter(part => part).join(" ")
    }

    columns: wide && !creditCode ? 2 : 1
    columnSpacing: Theme.mm(14)
    rowSpacing: Theme.mm(Theme.large ? 4 : 6)
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

    ColumnLayout {
        id: entry
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        Layout.alignment: Qt.AlignTop
        spacing: Theme.half
        KText { visible: keypad.label && !Theme.large; Layout.fillWidth: true; text: keypad.label; size: Theme.caption; weight: Theme.medium; color: Theme.ink2 }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: shown.implicitHeight + Theme.unit
            radius: Theme.radius
            color: Theme.surface
            border.width: keypad.error ? Theme.stroke * 1.6 : Theme.stroke
            border.color: keypad.error ? Theme.danger : Theme.edge
            Accessible.role: Accessible.StaticText
            Accessible.name: qsTr("已输入 %1 位，共 %2 位").arg(keypad.value.length).arg(keypad.length)
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
        KText {
            visible: keypad.error || !Theme.large || !keypad.creditCode
            Layout.fillWidth: true
            text: keypad.error || (!keypad.exact ? qsTr("最多 %1 位").arg(keypad.length) : keypad.missing === 0 ? qsTr("输完了，共 %1 位").arg(keypad.length) : qsTr("还差 %1 位，共 %2 位").arg(keypad.missing).arg(keypad.length))
            size: Theme.caption
            weight: Theme.medium
            color: keypad.error ? Theme.danger : Theme.ink2
        }
    }
    Loader {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        Layout.maximumHeight: Theme.mm(keypad.creditCode ? 190 : 150)
        sourceComponent: !keypad.creditCode ? phone : keypad.wide ? flat : tall
    }

    component KeyBlock: GridLayout {
        id: block
        property string characters
        columnSpacing: Theme.unit
        rowSpacing: Theme.unit
        Repeater {
            model: block.characters.split("")
            KKey {
                required property string modelData
                objectName: "key." + modelData
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 1
                text: modelData
                onActed: keypad.put(modelData)
            }
        }
    }
    component Clear: KKey {
        objectName: "key.clear"
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        word: true
        text: qsTr("清空")
        onActed: keypad.edited("")
    }
    component Erase: KKey {
        objectName: "key.erase"
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        word: true
        icon: Theme.large && Theme.landscape ? "" : "backspace"
        text: qsTr("退格")
        onActed: keypad.edited(keypad.value.slice(0, -1))
    }

    Component {
        id: phone
        ColumnLayout {
            spacing: Theme.unit
            KeyBlock { Layout.fillWidth: true; Layout.fillHeight: true; Layout.preferredHeight: 3; columns: 3; characters: "123456789" }
            RowLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 1
                spacing: Theme.unit
                Clear {}
                KeyBlock { Layout.fillWidth: true; Layout.fillHeight: true; Layout.preferredWidth: 1; columns: 1; characters: "0" }
                Erase {}
            }
        }
    }
    Component {
        id: tall
        ColumnLayout {
            spacing: keypad.crowded
            KeyBlock { Layout.fillWidth: true; Layout.fillHeight: true; Layout.preferredHeight: 2; rowSpacing: keypad.crowded; columns: 5; characters: "1234567890" }
            KeyBlock { Layout.fillWidth: true; Layout.fillHeight: true; Layout.preferredHeight: 3; rowSpacing: keypad.crowded; columns: 7; characters: keypad.letters }
            RowLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 1
                spacing: Theme.unit
                Clear {}
                Erase {}
            }
        }
    }
    Component {
        id: flat
        RowLayout {
            spacing: Theme.mm(8)
            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 5
                spacing: Theme.unit
                KeyBlock { Layout.fillWidth: true; Layout.fillHeight: true; Layout.preferredHeight: 2; columns: 5; characters: "1234567890" }
                RowLayout {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredHeight: 1
                    spacing: Theme.unit
                    Clear {}
                    Erase {}
                }
            }
            KeyBlock { Layout.fillWidth: true; Layout.fillHeight: true; Layout.preferredWidth: 7; columns: 7; characters: keypad.letters }
        }
    }
}
