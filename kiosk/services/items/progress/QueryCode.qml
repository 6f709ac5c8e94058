import QtQuick
import kiosk.controls

// Twelve digits from the slip, keyed in or scanned.
KPage {
    id: page

    required property var flow
    readonly property string failed: flow.problem          // the answer to what was asked

    readonly property bool tight: Theme.low && Theme.large   // one button at a time, or the keys are too low

    title: qsTr("请输入查询码")
    lead: qsTr("小票上的 12 位数字。\n也可以用左下方的亮窗扫小票。")
    leadGivesWay: true
    primary: flow.complete ? qsTr("查进度") : tight ? "" : qsTr("请先输完 12 位")
    primaryIcon: flow.complete ? "magnifying-glass" : ""
    primaryClosed: !flow.complete
    secondary: tight && flow.complete ? "" : qsTr("刷身份证查")
    busy: flow.waiting
    busyText: qsTr("正在查")
    mistakes: flow.problem ? [{ text: flow.problem, field: pad }] : flow.complete ? [] : [{ text: qsTr("查询码还差 %1 位").arg(pad.missing), field: pad }]
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: flow.lookByCard()
    onFailedChanged: if (failed) tell()

    KKeypad {
        forEarsOnly: true
        id: pad
        length: 12
        groups: [4, 4, 4]
        label: qsTr("查询码")
        value: page.flow.queryCode
        error: page.flow.problem
        onEdited: value => page.flow.setQueryCode(value)
    }
}
