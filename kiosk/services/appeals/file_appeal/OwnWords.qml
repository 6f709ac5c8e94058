import QtQuick
import kiosk.controls

// In one's own words: written by hand, spelt, or not at all.
KPage {
    id: page

    required property var flow
    readonly property bool said: flow.words.trim().length > 0

    title: qsTr("用自己的话说")
    lead: Theme.landscape || Theme.large ? "" : qsTr("请不要写身份证号。")   // the field wants the room
    writes: true
    steps: flow.steps
    step: flow.step
    primary: said ? qsTr("写好了，下一步") : qsTr("不写了，下一步")
    primaryIconEnd: "arrow-right"
    onPrimaryChosen: flow.confirm()

    KTextEntry {
        objectName: "words"
        label: qsTr("发生了什么，希望怎么解决")
        text: page.flow.words
        maximumLength: 500
        onTextEdited: text => page.flow.setWords(text)
    }
}
