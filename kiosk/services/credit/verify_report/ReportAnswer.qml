pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// How the report stands, as of when, and its own words, large, to be held against the paper.
KPage {
    id: page

    required property var flow
    readonly property var answer: flow.answer
    readonly property var rows: answer.rows || []

    title: answer.title || ""
    lead: answer.lead || ""
    outcome: answer.outcome || "wait"
    primary: qsTr("核完了，回首页")
    primaryIcon: "house"
    secondary: qsTr("再核一份")
    readToEnd: true
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: flow.another()

    KBanner {
        objectName: "as.of"
        visible: text
        tone: page.answer.outcome === "ok" ? "note" : "wait"
        icon: "clock"
        text: page.answer.asOf || ""
    }
    KNumber {
        visible: number
        label: qsTr("报告编号")
        number: page.answer.number || ""
        share: 1
    }
    Repeater {
        model: page.rows.length
        KSummaryRow {
            required property int index
            readonly property var row: page.rows[index] || ({})
            share: Theme.landscape ? 0.5 : 1
            locked: true
            label: row.label || ""
            value: row.value || ""
        }
    }
    KSpring {}
}
