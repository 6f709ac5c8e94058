import kiosk.controls

// What was said, before it is filed.
KCheckAnswers {
    id: page

    required property var flow

    title: brief ? qsTr("看看对不对") : qsTr("请核对，没错就提交")
    steps: flow.steps
    step: flow.step
    rows: flow.checkRows
    inBrief: flow.checkInBrief
    allRight: qsTr("都对，提交")
    allRightInBrief: qsTr("都对，提交")
    kept: qsTr("内容加密存放，只有市里的系统能打开。")
    busy: flow.waiting
    busyText: qsTr("正在存好，请稍等")
    onPrimaryChosen: flow.confirm()
    onChanged: change => page.flow.change(change)
    onNotRight: flow.askWhatToChange()
}
