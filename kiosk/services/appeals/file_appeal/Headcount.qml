import QtQuick
import kiosk.controls

// How many people are short. Not knowing is an answer.
KPage {
    id: page

    required property var flow

    title: qsTr("大约缺多少人？")
    lead: qsTr("说个大概就行。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: flow.headcount ? qsTr("缺 %1 人，下一步").arg(flow.headcount) : qsTr("说不准，下一步")
    primaryIconEnd: "arrow-right"
    onPrimaryChosen: flow.confirm()

    KKeypad {
        length: 4
        exact: false
        label: qsTr("人数")
        value: page.flow.headcount
        onEdited: value => page.flow.setHeadcount(value)
    }
}
