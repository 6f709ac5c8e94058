import QtQuick
import kiosk.controls

// The centre has locked this terminal: nothing new is taken in, what is stored stays and is delivered. Staff can still look after it.
KPage {
    id: page

    title: qsTr("这台机暂停使用")
    lead: qsTr("请用旁边的自助机，或到窗口办。")
    outcome: "wait"
    primary: qsTr("请人帮忙")
    primaryIcon: "bell-ringing"
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: shell.help()

    KBanner { icon: "archive"; text: qsTr("以前在这里存下的都还在，会照常送出。") }
    KBanner {
        visible: page.shell.language !== "en"
        icon: "translate"
        text: "This machine is out of service. Please use the one next to it, or go to a window."
    }
    KNumber { visible: !!page.shell.staffPhone; icon: "phone"; label: qsTr("值班电话"); number: page.shell.staffPhone || "" }
    KNumber { icon: "phone-call"; label: qsTr("政务服务便民热线"); number: "12345" }
}
