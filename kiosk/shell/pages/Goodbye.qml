import QtQuick
import kiosk.controls

// What to take along, and that nothing stays here. It goes back to the poster by itself.
KPage {
    id: page

    title: qsTr("谢谢，请慢走")
    lead: qsTr("走之前，请看看东西都拿了没有。")
    outcome: "ok"
    primary: qsTr("都拿好了")
    primaryIcon: "check"
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: shell.endVisit()

    Thing { icon: "identification-card"; text: qsTr("身份证"); hint: qsTr("读卡区上看一眼") }
    Thing { icon: "device-mobile"; text: qsTr("手机"); hint: qsTr("扫码窗前看一眼") }
    Thing { icon: "file-text"; text: qsTr("打印的纸"); hint: qsTr("右下方和左下方都看一眼") }
    KSpring {}
    KBanner { icon: "lock-simple"; text: qsTr("已清除，下一位看不到。") }

    component Thing: KCard {
        id: thing
        property string icon
        property string text
        property string hint
        property real share: Theme.landscape ? 1 / 3 : 1
        property real growsTo: Theme.mm(60)
        implicitHeight: words.implicitHeight + Theme.mm(Theme.large ? 6 : 14)
        Accessible.role: Accessible.ListItem
        Accessible.name: text + qsTr("：") + hint
        KIcon { id: sign; anchors { left: parent.left; leftMargin: Theme.mm(8); verticalCenter: parent.verticalCenter } name: thing.icon; size: Theme.mm(20); color: Theme.primary }
        Column {
            id: words
            anchors { left: sign.right; leftMargin: Theme.mm(8); right: parent.right; rightMargin: Theme.mm(6); verticalCenter: parent.verticalCenter }
            KText { width: parent.width; text: thing.text; weight: Theme.strong; Accessible.ignored: true }
            KText { width: parent.width; text: thing.hint; size: Theme.caption; color: Theme.ink2; Accessible.ignored: true }
        }
    }
}
