import QtQuick
import kiosk.controls

// Where it happened. Knowing only the town is enough, and so is nothing.
KPage {
    id: page

    required property var flow
    readonly property bool said: flow.place !== ""

    title: qsTr("在哪里发生的？")
    lead: Theme.landscape || Theme.large ? "" : qsTr("选到知道的地方就行，可以不选。")
    steps: flow.steps
    step: flow.step
    primary: said ? qsTr("选好了，下一步") : qsTr("不选了，下一步")
    primaryIconEnd: "arrow-right"
    onPrimaryChosen: flow.confirm()

    KAddressPicker {
        objectName: "place"
        label: qsTr("在哪里")
        text: page.flow.place
        onPicked: text => page.flow.setPlace(text)
    }
}
