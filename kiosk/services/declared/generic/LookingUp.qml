import QtQuick
import kiosk.controls

// What others know is fetched; nobody has to wait for it.
KPage {
    id: page

    required property var flow

    title: qsTr("正在查已有的资料")
    steps: flow.steps
    step: flow.step
    primary: qsTr("不等了，自己填")
    primaryIconEnd: "arrow-right"
    onPrimaryChosen: flow.confirm()

    KBanner { icon: "hourglass-medium"; text: qsTr("查到的会替您填好，您再看一遍。查不到就自己填。") }
}
