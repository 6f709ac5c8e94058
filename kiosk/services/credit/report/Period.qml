import QtQuick
import kiosk.controls

// Own dates, in whole months, by less and more. The longest period is the centre's to say, and it checks again.
KPage {
    id: page

    required property var flow
    readonly property var own: flow.ownPeriod
    readonly property bool failed: !!own.problem

    function move(which: string, months: int) {
        const from = own.fromYear * 12 + own.fromMonth - 1 + (which === "from" ? months : 0)
        const to = own.toYear * 12 + own.toMonth - 1 + (which === "to" ? months : 0)
        const last = own.thisYear * 12 + own.thisMonth - 1
        if (Math.max(from, to) <= last)
            flow.setOwnPeriod(Math.floor(from / 12), from % 12 + 1, Math.floor(to / 12), to % 12 + 1)
    }
    function mayMove(year: int, month: int, months: int): bool {
        return year * 12 + month + months <= own.thisYear * 12 + own.thisMonth
    }

    title: qsTr("从哪天查到哪天？")
    lead: qsTr("点箭头来调，%1。").arg(own.longest || "")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: own.problem ? own.problemTitle : qsTr("就查这段时间")
    primaryIconEnd: own.problem ? "" : "arrow-right"
    primaryClosed: !!own.problem
    mistakes: own.problem ? [{ text: own.problem, field: start }] : []
    onPrimaryChosen: flow.confirm()
    onFailedChanged: if (failed) tell()

    KSection { text: qsTr("从") }
    KValueStepper {
        id: start
        stem: "from.year"
        share: Theme.large ? 0.25 : 0.5
        label: qsTr("年")
        what: qsTr("开始的年")
        text: page.own.fromYear
        canMore: page.mayMove(page.own.fromYear, page.own.fromMonth, 12)
        onStepped: by => page.move("from", 12 * by)
    }
    KValueStepper {
        stem: "from.month"
        share: Theme.large ? 0.25 : 0.5
        label: qsTr("月")
        what: qsTr("开始的月")
        text: page.own.fromMonth
        canMore: page.mayMove(page.own.fromYear, page.own.fromMonth, 1)
        onStepped: by => page.move("from", by)
    }
    KSection { text: qsTr("到") }
    KValueStepper {
        stem: "to.year"
        share: Theme.large ? 0.25 : 0.5
        label: qsTr("年")
        what: qsTr("结束的年")
        text: page.own.toYear
        canMore: page.mayMove(page.own.toYear, page.own.toMonth, 12)
        onStepped: by => page.move("to", 12 * by)
    }
    KValueStepper {
        stem: "to.month"
        share: Theme.large ? 0.25 : 0.5
        label: qsTr("月")
        what: qsTr("结束的月")
        text: page.own.toMonth
        canMore: page.mayMove(page.own.toYear, page.own.toMonth, 1)
        onStepped: by => page.move("to", by)
    }
    KSpring {}
    KBanner { visible: !page.told; icon: "calendar-blank"; text: page.flow.periodText }
}
