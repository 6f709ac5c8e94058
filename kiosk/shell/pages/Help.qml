import QtQuick
import kiosk.controls

// Honest words about help: who can be reached and how. Nothing here claims that somebody is already on the way.
KPage {
    id: page

    readonly property bool underWay: !!shell.flow

    title: qsTr("需要人帮忙？")
    lead: underWay ? qsTr("办到一半的都还在，可以接着办。") : ""
    primary: underWay ? qsTr("回去接着办") : qsTr("回去")
    secondary: underWay ? qsTr("结束办理") : ""
    onPrimaryChosen: shell.leaveHelp()
    onSecondaryChosen: shell.endVisit()

    KBanner { icon: "users"; text: qsTr("请向工作人员招手"); act: qsTr("告诉他们，您在%1。").arg(page.shell.terminalName || qsTr("这台自助终端")) }
    KNumber { visible: !!page.shell.staffPhone; icon: "phone"; label: qsTr("也可以打值班电话"); number: page.shell.staffPhone || "" }
    KNumber { icon: "phone-call"; label: qsTr("政务服务便民热线"); number: "12345" }
    KSpring {}
    KButton { objectName: "help.devices"; visible: !!page.shell.maintenance; slim: true; kind: "quiet"; icon: "info"; text: qsTr("设备状态"); onActed: page.shell.showDevices() }
}
