pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// 38 domains are one decision, not 38; the period is another. Both are made already and can be changed.
KPage {
    id: page

    required property var flow
    readonly property var periods: flow.periods

    title: qsTr("报告里要查什么？")
    lead: qsTr("已按大多数单位的要求选好，可以直接下一步。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: qsTr("下一步")
    primaryIconEnd: "arrow-right"
    busy: flow.waiting
    aside: Component { Item { Chosen { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } } } }
    onPrimaryChosen: flow.confirm()

    KSection { text: qsTr("查哪些领域") }
    KChoiceRow {
        objectName: "scope.all"
        share: Theme.landscape ? 0.5 : 1
        text: qsTr("全部 %1 个领域").arg(page.flow.domainTotal)
        hint: qsTr("招标、上市、贷款，大多要这一种")
        chosen: page.flow.scopeChoice === "all"
        onActed: page.flow.chooseScope("all")
    }
    KChoiceRow {
        objectName: "scope.own"
        share: Theme.landscape ? 0.5 : 1
        text: qsTr("自己选")
        hint: qsTr("分成几组，一组一组看")
        chosen: page.flow.scopeChoice === "own"
        onActed: page.flow.chooseScope("own")
    }
    KSection { text: qsTr("查多长时间") }
    Repeater {
        model: page.periods.length
        KChoiceRow {
            id: period
            required property int index
            readonly property var row: page.periods[index] || ({})
            objectName: "period." + row.id
            share: 0.5
            text: row.text || ""
            chosen: page.flow.periodChoice === row.id
            onActed: page.flow.choosePeriod(period.row.id)
        }
    }
    KSpring {}
    Chosen { visible: !page.asided }

    component Chosen: KBanner {
        objectName: "chosen"
        icon: "file-text"
        text: qsTr("将查 %1 个领域\n%2").arg(page.flow.domainCount).arg(page.flow.periodText)
    }
}
