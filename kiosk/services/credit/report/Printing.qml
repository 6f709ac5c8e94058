pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// The printer's own evidence: how many sheets are out. Out of paper in the middle: what is safe, who acts.
KPage {
    id: page

    required property var flow
    readonly property var paper: flow.paper
    readonly property bool stopped: !!paper.reason
    readonly property bool outOfPaper: paper.reason === "media-empty" || paper.reason === "media-needed"
    readonly property int done: paper.pagesDone || 0
    readonly property int asked: paper.pagesAsked || 0

    title: stopped ? paper.title : qsTr("正在打印，请稍等")
    lead: stopped ? (done > 0 ? qsTr("报告还在，不用重办。已印好的 %1 页请先拿着。").arg(done) : qsTr("报告还在，不用重办。")) : ""
    outcome: stopped ? "stop" : ""
    steps: flow.steps
    step: stopped ? 0 : flow.step
    primary: stopped ? qsTr("叫工作人员过来") : ""
    primaryIcon: "bell-ringing"
    secondary: stopped ? qsTr("不等了，结束打印") : ""
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: shell.help()
    onSecondaryChosen: flow.stopPrinting()
    picture: Component { ArtPrinter { empty: page.outOfPaper; stuck: page.stopped && !page.outOfPaper; phase: move.at; KPhase { id: move; resting: 0.6 } } }

    KBanner { visible: page.stopped; objectName: "paper.trouble"; tone: "wait"; icon: "bell-ringing"; text: page.paper.act || "" }
    KProgressLine {
        objectName: "paper.progress"
        text: page.done >= page.asked ? qsTr("%1 页都出来了").arg(page.asked) : page.stopped ? qsTr("印好 %1 页，共 %2 页").arg(page.done).arg(page.asked) : qsTr("第 %1 页，共 %2 页").arg(page.done + 1).arg(page.asked)
        done: page.done
        total: page.asked
    }
    KTimelineRow { visible: !page.stopped; when: qsTr("已完成"); text: qsTr("%1做好了，盖好电子印章").arg(page.flow.versionName); done: true }
    KTimelineRow { visible: !page.stopped; when: qsTr("现在"); text: qsTr("共 %1 页，从右下方出来").arg(page.asked); now: true }
    KTimelineRow { visible: !page.stopped; when: qsTr("然后"); text: qsTr("请数一数，%1 页上都有编号，最后一页有印章").arg(page.asked); ends: true }
    KTimelineRow { visible: page.stopped; when: qsTr("现在"); text: page.outOfPaper ? qsTr("机器在等加纸，您可以在这里等") : qsTr("机器停下了，您可以在这里等"); now: true }
    KTimelineRow { visible: page.stopped; when: page.outOfPaper ? qsTr("加好纸以后") : qsTr("处理好以后"); text: page.outOfPaper ? qsTr("会接着打，不用再点") : qsTr("能接着打就接着打，不能就再打一次"); ends: true }
    KSpring {}
    KBanner { visible: !page.stopped; icon: "identification-card"; text: qsTr("别忘了身份证和手机。") }
}
