pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// One group's domains, at most eight, to be ticked.
KPage {
    id: page

    required property var flow
    readonly property var domains: flow.groupDomains
    readonly property bool all: domains.every(row => row.chosen)

    title: flow.groupTitle
    lead: qsTr("勾上的就查。没有数据的领域，报告不作结论。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: qsTr("选好了")
    primaryIcon: "check"
    onPrimaryChosen: flow.confirm()

    KCheckRow {
        objectName: "domain.all"
        text: page.all ? qsTr("全选了，点一下全不选") : qsTr("全选")
        chosen: page.all
        onActed: page.flow.wholeGroup(!page.all)
    }
    Repeater {
        model: page.domains.length
        KCheckRow {
            id: domain
            required property int index
            readonly property var row: page.domains[index] || ({})
            objectName: "domain." + row.id
            share: Theme.landscape ? 1 / 3 : 0.5
            growsTo: Theme.mm(36)
            compact: true
            text: row.name || ""
            hint: row.hint || ""
            chosen: row.chosen === true
            onActed: page.flow.toggleDomain(domain.row.id)
        }
    }
}
