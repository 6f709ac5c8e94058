pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// 告知承诺: every clause is read and ticked by itself. Who does not commit takes the way of the materials.
KPage {
    id: page

    required property var flow
    readonly property var paper: flow.commitment
    readonly property var clauses: paper.clauses || []
    readonly property int undone: clauses.filter(row => !row.ticked).length

    title: paper.title || ""
    lead: qsTr("一条一条看，做得到就点。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    readToEnd: true
    primary: undone === 0 ? (paper.signed ? qsTr("我承诺，用电子营业执照签") : qsTr("我承诺，下一步")) : qsTr("还有 %1 条没有点").arg(undone)
    primaryIconEnd: undone === 0 ? "arrow-right" : ""
    primaryClosed: undone > 0
    mistakes: undone === 0 ? [] : [{ text: qsTr("还有 %1 条没有点；做不到就点“不承诺”。").arg(undone) }]
    secondary: qsTr("不承诺，交材料")
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: flow.refuseCommitment()

    Repeater {
        model: page.clauses.length
        KCheckRow {
            id: clause
            required property int index
            readonly property var row: page.clauses[index] || ({})
            objectName: "clause." + row.id
            text: row.text || ""
            chosen: row.ticked === true
            onActed: page.flow.toggleClause(clause.row.id)
        }
    }
    KBanner { visible: !!page.paper.consequence; tone: "wait"; icon: "warning"; text: page.paper.consequence || "" }
}
