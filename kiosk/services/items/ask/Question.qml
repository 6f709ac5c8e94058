import QtQuick
import kiosk.controls

// A question in a few words: written by hand, spelt out, or by first letters. What it finds stands on the next page.
KPage {
    id: page

    required property var flow
    readonly property bool asking: flow.question !== ""
    readonly property int found: flow.count

    title: qsTr("想问什么？")
    lead: Theme.landscape || Theme.large ? "" : qsTr("写一两个词就够了，也可以写拼音的首字母。")
    leadGivesWay: true
    writes: true
    primary: !asking ? qsTr("请先写一两个词") : found > 0 ? qsTr("找到 %1 条，去看").arg(found) : qsTr("没有找到，换个说法")
    primaryIconEnd: found > 0 ? "arrow-right" : ""
    primaryClosed: found === 0
    busy: flow.waiting
    busyText: qsTr("正在准备答案")
    mistakes: found > 0 ? [] : [{ text: asking ? qsTr("没有找到。少写一两个字，或者换个说法；也可以打 12345。") : qsTr("还没有写问题"), field: words }]
    onPrimaryChosen: flow.confirm()

    KTextEntry {
        id: words
        objectName: "ask.question"
        label: qsTr("问题")
        text: page.flow.question
        maximumLength: page.flow.longest
        forEarsOnly: true
        onTextEdited: text => page.flow.ask(text)
    }
}
