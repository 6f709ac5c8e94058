import QtQuick
import kiosk.controls

// What a visitor's page said, by the three digits on it: for whoever hears of it over a telephone.
KPage {
    id: page

    readonly property var room: shell.maintenance
    readonly property var fault: room.fault
    readonly property bool found: !!fault.title

    title: found ? qsTr("报修编号 %1").arg(room.faultNumber) : qsTr("查报修编号")
    lead: found ? "" : qsTr("输入屏幕上的三位数字。")
    leadGivesWay: true
    primary: found ? qsTr("再查一个") : ""
    onPrimaryChosen: room.lookUp("")
    onFoundChanged: Qt.callLater(hearAnew)           // the keypad, which has the focus, goes first

    KKeypad {
        objectName: "fault.number"
        visible: !page.found
        length: 3
        label: qsTr("报修编号")
        value: page.room.faultNumber
        error: missing === 0 && !page.found ? qsTr("没有这个编号") : ""
        onEdited: value => page.room.lookUp(value)
    }
    KBanner { objectName: "fault.words"; visible: page.found; text: page.fault.title || ""; act: page.fault.what || "" }
    KText { visible: page.found; text: page.fault.act || "" }
    KText { visible: page.found; text: qsTr("程序里叫 %1").arg(page.fault.code || ""); size: Theme.caption; color: Theme.ink2 }
}
