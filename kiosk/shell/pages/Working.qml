import QtQuick
import kiosk.controls

// Something takes longer than a second: what it is, how long it has been, and after ten seconds a way out.
KPage {
    id: page

    readonly property var work: shell.working

    title: work.title || qsTr("正在办，请稍等")
    lead: work.hint || ""
    steps: shell.steps
    step: shell.step
    secondary: work.slow ? qsTr("不等了，结束办理") : ""
    canGoBack: false
    canGoHome: false
    onSecondaryChosen: shell.endVisit()

    KProgressLine { text: qsTr("已等 %1 秒").arg(waited.seconds); note: page.work.slow ? qsTr("比平常久一点") : "" }
    KBanner { icon: page.work.slow ? "bell-ringing" : "info"; text: page.work.slow ? qsTr("接着等，或点“求助”。") : qsTr("不用再点，办好了会自动往下走。") }

    Timer {
        id: waited
        property int seconds: 1                          // the page comes up when a second has gone by
        interval: 1000
        repeat: true
        running: true
        onTriggered: seconds += 1
    }
}
