import QtQuick
import kiosk.controls

// Done means: the printer says the sheets are out. What to take, how to have it verified.
KPage {
    id: page

    required property var flow
    readonly property var report: flow.report

    title: qsTr("打好了，请拿走报告")
    outcome: "ok"
    steps: flow.steps
    step: flow.step
    primary: qsTr("拿好了，办完了")
    primaryIcon: "check"
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: flow.confirm()

    KNumber {
        label: page.report.version ? qsTr("报告编号（%1）").arg(page.report.version) : qsTr("报告编号")
        number: page.report.number || ""
        note: qsTr("收报告的单位可以扫码核对真假。")
        icon: "seal-check"
        share: 1
    }
    KTimelineRow { when: qsTr("报告"); text: qsTr("请数一数，%1 页上都有编号，最后一页有印章").arg(page.report.pages || 0); hint: qsTr("从右下方出来"); done: true }
    KTimelineRow {
        objectName: "receipt"
        when: qsTr("小票")
        text: page.flow.receiptProblem ? qsTr("小票没有打出来，不影响报告") : qsTr("小票打好了，请一起拿走")
        hint: page.flow.receiptProblem || qsTr("从左下方出来")
        done: !page.flow.receiptProblem
        ends: true
    }
    KSpring {}
    KBanner { icon: "identification-card"; text: qsTr("别忘了身份证和手机。") }
}
