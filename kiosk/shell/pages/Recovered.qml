import QtQuick
import kiosk.controls

// The terminal had gone dark after it had stored something: whoever filed it reads here, for three minutes, that nothing is lost.
// A number and what it is for; nobody's name, and in both languages, for nobody has chosen one yet.
KPage {
    id: page

    readonly property var stored: shell.recovered

    title: qsTr("刚才办的已经存好了")
    lead: qsTr("这台机刚才断了一下，您办的没有丢，不用再办一次。")
    outcome: "ok"
    primary: qsTr("号码记下了")
    primaryIcon: "check"
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: shell.leaveRecovered()

    KNumber {
        share: 1
        icon: page.stored.accepted ? "seal-check" : "archive"
        tag: page.stored.kind || ""
        tone: page.stored.accepted ? "ok" : "wait"
        label: page.stored.numberLabel || ""
        number: page.stored.number || ""
        note: page.stored.accepted ? qsTr("市里的系统已经收到。") : qsTr("通网后自动送出；送到后才算收件。")
    }
    KBanner {
        visible: page.shell.language !== "en"
        icon: "translate"
        text: "What you have just filed is stored and not lost. There is no need to file it again. Please note the number."
    }
    KBanner { icon: "phone"; text: qsTr("想查办到哪一步，打 %1，报这个号码。").arg(page.shell.staffPhone) }
}
