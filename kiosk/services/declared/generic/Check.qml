pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What was said, before it is filed. What is still missing leads to where it is asked.
KPage {
    id: page

    required property var flow
    readonly property var rows: flow.checkRows
    readonly property var wrong: rows.map((row, i) => ({ text: row.problem, at: i })).filter(row => row.text)

    title: wrong.length > 0 ? qsTr("还有 %1 处要改").arg(wrong.length) : qsTr("请核对，没错就提交")
    steps: flow.steps
    step: flow.step
    readToEnd: true
    primary: wrong.length > 0 ? qsTr("先改好再提交") : qsTr("都对，提交")
    primaryClosed: wrong.length > 0
    mistakes: wrong.map(row => ({ text: row.text, field: answers.itemAt(row.at) }))
    busy: flow.waiting
    busyText: qsTr("正在存好，请稍等")
    onPrimaryChosen: flow.confirm()

    Repeater {
        id: answers
        model: page.rows.length
        KSummaryRow {
            id: answer
            required property int index
            readonly property var row: page.rows[index] || ({})
            share: Theme.landscape ? 0.5 : 1
            stem: row.change || ""
            locked: !row.change
            label: row.label || ""
            value: row.value || ""
            note: row.problem || row.note || ""
            onChanged: page.flow.change(answer.row.change)
        }
    }
    KSpring {}
    KBanner { icon: "lock-simple"; text: qsTr("内容加密存放，只有市里的系统能打开。") }
}
