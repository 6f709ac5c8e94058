import kiosk.controls

// What was said, before the report is made of it.
KCheckAnswers {
    id: page

    required property var flow

    title: brief ? qsTr("看看对不对") : qsTr("请核对，没错就生成报告")
    steps: flow.steps
    step: flow.step
    rows: flow.checkRows
    inBrief: flow.checkInBrief
    allRight: qsTr("都对，生成报告")
    allRightInBrief: qsTr("都对，打印")
    kept: qsTr("办完自动清除，机器里不留您的证件信息。")
    busy: flow.waiting
    busyText: qsTr("正在生成，请稍等")
    onPrimaryChosen: flow.confirm()
    onChanged: change => page.flow.change(change)
    onNotRight: flow.askWhatToChange()
}
