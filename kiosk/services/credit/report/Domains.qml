pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// The long way, still short: groups in everyday words, each opens at most eight domains.
KPage {
    id: page

    required property var flow
    readonly property var groups: flow.groups

    title: qsTr("要查哪些方面？")
    lead: qsTr("领域就是税务、消防这样的方面。点一组，可以逐个勾选。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: flow.domainCount > 0 ? qsTr("就选这 %1 个").arg(flow.domainCount) : qsTr("至少选 1 个")
    primaryClosed: flow.domainCount === 0
    secondary: qsTr("全部都要")
    aside: Component { Item { Warning { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } } } }
    mistakes: flow.domainCount > 0 ? [] : [{ text: qsTr("还没选领域，至少选 1 个") }]
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: flow.allDomains()

    Repeater {
        model: page.groups.length
        KChoiceRow {
            id: group
            required property int index
            readonly property var row: page.groups[index] || ({})
            readonly property bool all: row.chosen === row.total
            objectName: "group." + index
            share: Theme.landscape ? 0.5 : 1
            leads: true
            text: row.title || ""
            hint: Theme.s > 1.6 ? "" : row.hint || ""    // the largest letters: more groups on a sheet
            tag: all ? qsTr("全选 %1").arg(row.total) : row.chosen > 0 ? qsTr("选了 %1 个").arg(row.chosen) : qsTr("不查")
            tagState: all ? "ok" : "note"
            tagIcon: all ? "check-circle" : row.chosen > 0 ? "circle-half" : ""
            onActed: page.flow.openGroup(group.row.id)
        }
    }
    KSpring {}
    Warning { visible: !page.asided }

    component Warning: KBanner {
        icon: "info"
        text: qsTr("对方若要求全部领域，只选一部分可能要重打。")
    }
}
