import QtQuick
import kiosk.controls

// Done means: the printer says the sheets are out. The number is this terminal's own and proves nothing to anybody.
KPage {
    id: page

    required property var flow
    readonly property var paper: flow.paper

    title: qsTr("打好了，请拿走")
    outcome: "ok"
    primary: qsTr("拿好了，办完了")
    primaryIcon: "check"
    secondary: qsTr("再选一张")
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: flow.another()

    KNumber {
        label: qsTr("这张纸的编号")
        number: page.paper.number || ""
        note: page.paper.handedIn ? qsTr("是本机的编号，不是受理编号。交到窗口才开始办。") : qsTr("是本机的编号，不是受理编号。")
        icon: "file-text"
        share: 1
    }
    KTimelineRow { when: qsTr("现在"); text: qsTr("请数一数，共 %1 页").arg(page.paper.pagesAsked || 0); hint: qsTr("从右下方出来"); done: true }
    KTimelineRow { when: qsTr("然后"); text: page.paper.handedIn ? qsTr("填好、签名，交到窗口") : qsTr("带回去看，不用交"); ends: true }
    KSpring {}
    KBanner { visible: page.flow.form.filled === true; icon: "identification-card"; text: qsTr("别忘了身份证和手机。") }
}
