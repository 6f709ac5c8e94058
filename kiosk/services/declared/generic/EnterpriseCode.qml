import QtQuick
import kiosk.controls

// The enterprise's code, keyed in while the centre cannot be asked. It is marked as stated and checked later.
KPage {
    id: page

    required property var flow

    title: qsTr("请输入统一社会信用代码")
    lead: qsTr("营业执照右上方，18 位。字母里没有 I、O、S、V、Z。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: flow.enterpriseComplete ? qsTr("下一步") : pad.missing > 0 ? qsTr("请先输完 18 位") : qsTr("号码不对，请改一改")
    primaryIconEnd: flow.enterpriseComplete ? "arrow-right" : ""
    primaryClosed: !flow.enterpriseComplete
    mistakes: flow.enterpriseComplete ? [] : [{ text: pad.fault || qsTr("信用代码还差 %1 位").arg(pad.missing), field: pad }]
    onPrimaryChosen: flow.confirm()

    KCodePad {
        id: pad
        purpose: "uscc"
        label: qsTr("统一社会信用代码")
        value: page.flow.enterpriseCode
        onEdited: value => page.flow.setEnterpriseCode(value)
    }
}
