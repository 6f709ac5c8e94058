pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Accepted, with the centre's number; or stored and not accepted, which the heading says first and nothing else contradicts.
KPage {
    id: page

    required property var flow
    readonly property var filed: flow.filed
    readonly property var events: filed.events || []
    readonly property bool accepted: filed.accepted === true
    readonly property bool setAside: filed.setAside === true
    readonly property bool slipOut: flow.slipState === "printed"

    title: accepted ? qsTr("已收件，有人会联系您") : qsTr("已暂存，尚未受理")
    lead: accepted ? "" : qsTr("就是说：先替您存在这台机里，加了密。送到市里的系统，才算收件。")
    leadGivesWay: true
    outcome: accepted ? "ok" : "wait"
    steps: flow.steps
    step: flow.step
    readToEnd: !!flow.slipProblem      // without a slip both numbers are written down: both have been on the screen
    primary: slipOut ? qsTr("拿好了，办完了") : flow.slipProblem ? qsTr("再打一次小票") : qsTr("打印小票")
    primaryIcon: slipOut ? "check" : "receipt"
    secondary: slipOut ? "" : flow.slipProblem ? qsTr("记好了，办完了") : qsTr("不打印，办完了")
    busy: flow.waiting
    busyText: qsTr("正在打印小票")
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: slipOut ? flow.confirm() : flow.printSlip()
    onSecondaryChosen: flow.confirm()

    KBanner { objectName: "slip.problem"; visible: page.flow.slipProblem; tone: "stop"; icon: "warning"; text: page.flow.slipProblem; act: qsTr("请记下这两个号码，一样有用。") }
    KBanner { objectName: "slip.out"; visible: page.slipOut; icon: "receipt"; text: qsTr("小票从左下方出来了，请拿走。") }
    KNumber {
        tag: page.accepted ? qsTr("已收件") : page.setAside ? qsTr("要请工作人员处理") : qsTr("在本机等候送出")
        tone: page.accepted ? "ok" : "wait"
        icon: page.accepted ? "seal-check" : "cloud-slash"
        label: page.filed.numberLabel || ""
        number: page.filed.number || ""
        note: page.accepted || page.setAside ? "" : qsTr("送达后换成正式的诉求编号")
    }
    KNumber {
        label: qsTr("查询码")
        number: page.filed.queryCode || ""
        note: qsTr("查进度要用，请不要给别人看。")
        icon: "magnifying-glass"
    }
    KSection { text: qsTr("接下来会怎样") }
    Repeater {
        model: page.events.length
        KTimelineRow {
            required property int index
            share: !Theme.landscape || Theme.large ? 1 : index === page.events.length - 1 ? 0.4 : 0.3
            readonly property var row: page.events[index] || ({})
            when: row.when || ""
            text: row.text || ""
            hint: Theme.large && index === page.events.length - 1 ? "" : row.hint || ""
            done: row.done === true
            ends: index === page.events.length - 1 || share < 1
        }
    }
    KText {                                              // large text: after the last row, or that row would be taller than a sheet
        visible: Theme.large && text
        text: page.events.length > 0 ? page.events[page.events.length - 1].hint || "" : ""
        size: Theme.caption
        color: Theme.ink2
    }
}
