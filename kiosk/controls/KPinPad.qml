pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import kiosk.typing

// A PIN. The digits stand in other places each time, so that neither who watches the hand nor the marks on the glass tell it; what is
// keyed in is a row of dots, said to nobody but headphones. It keeps nothing: `edited` says what the value would be.
ColumnLayout {
    id: pad

    property string value
    property int length: 6
    property string label
    property string error
    property real share: 1
    property real growsTo: Theme.mm(210)
    readonly property real shrinksTo: implicitHeight - 4 * (Theme.target - Theme.mm(16))
    readonly property bool forEarsOnly: true
    property string places: PinPlaces.drawn()        // the ten digits, as they stand
    signal edited(string value)

    function put(digit: string) {
        if (value.length < length)
            edited(value + digit)
    }

    spacing: Theme.unit
    onErrorChanged: if (error) places = PinPlaces.drawn()      // the next try finds them elsewhere
    Component.onCompleted: forceActiveFocus()
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Backspace)
            pad.edited(pad.value.slice(0, -1))
        else if (event.text.length === 1 && "0123456789".indexOf(event.text) >= 0)
            pad.put(event.text)
        else
            return
        event.accepted = true
    }

    KText { visible: pad.label && !Theme.large; Layout.fillWidth: true; text: pad.label; size: Theme.caption; weight: Theme.medium; color: Theme.ink2 }
    Rectangle {
        Layout.fillWidth: true
        implicitHeight: dots.implicitHeight + Theme.unit
        radius: Theme.radius
        color: Theme.surface
        border.width: pad.error ? Theme.stroke * 1.6 : Theme.stroke
        border.color: pad.error ? Theme.danger : Theme.edge
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("已输入 %1 位，共 %2 位").arg(pad.value.length).arg(pad.length)
        KText {
            id: dots
            objectName: "pin.dots"
            anchors { left: parent.left; right: parent.right; leftMargin: Theme.mm(5); verticalCenter: parent.verticalCenter }
            text: "●".repeat(pad.value.length) + "○".repeat(Math.max(0, pad.length - pad.value.length))
            size: Theme.mm(13)
            leading: 1.3
            font.letterSpacing: Theme.mm(2)
            Accessible.ignored: true
        }
    }
    KText { visible: pad.error; Layout.fillWidth: true; text: pad.error; size: Theme.caption; weight: Theme.medium; color: Theme.danger }
    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.maximumHeight: Theme.mm(150)
        Layout.alignment: Qt.AlignTop
        columns: 3
        columnSpacing: Theme.unit
        rowSpacing: Theme.unit
        Repeater {
            model: 9
            DigitKey { required property int index; at: index }
        }
        WordKey { objectName: "pin.clear"; word: true; text: qsTr("清空"); onActed: pad.edited("") }
        DigitKey { at: 9 }
        WordKey { objectName: "pin.erase"; word: true; icon: "backspace"; text: qsTr("退格"); onActed: pad.edited(pad.value.slice(0, -1)) }
    }

    component WordKey: KKey {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        Layout.minimumHeight: Theme.mm(16)
    }
    component DigitKey: WordKey {
        id: digit
        property int at: 0
        objectName: "pin." + text
        text: pad.places[at]
        onActed: pad.put(digit.text)
    }
}
