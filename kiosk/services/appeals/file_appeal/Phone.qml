import QtQuick
import kiosk.controls

// Where somebody can call back. A mobile number, or a landline with its area code.
KPage {
    id: page

    required property var flow
    readonly property bool landline: flow.phone.startsWith("0")

    title: qsTr("打哪个电话联系您？")
    lead: qsTr("手机，或者区号加座机。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: flow.phoneComplete ? qsTr("下一步") : pad.missing > 0 || landline ? qsTr("请先输完号码") : qsTr("号码不对，请改一改")
    primaryIconEnd: flow.phoneComplete ? "arrow-right" : ""
    primaryClosed: !flow.phoneComplete
    mistakes: flow.phoneComplete ? [] : [{ text: flow.phoneProblem || qsTr("电话号码还差 %1 位").arg(pad.missing), field: pad }]
    onPrimaryChosen: flow.confirm()

    KKeypad {
        id: pad
        forEarsOnly: true
        length: page.landline ? 12 : 11
        groups: page.landline ? [4, 4, 4] : [3, 4, 4]
        label: qsTr("联系电话")
        value: page.flow.phone
        error: page.flow.phoneProblem
        onEdited: value => page.flow.setPhone(value)
    }
}
