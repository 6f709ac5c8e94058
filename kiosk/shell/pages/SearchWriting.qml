import QtQuick
import kiosk.controls

// What is looked for, written by hand or spelt out: for who does not think in first letters. What is found stands on the page before this one.
KPage {
    id: page

    readonly property var search: shell.search
    readonly property int found: search.found
    readonly property bool asking: search.query !== ""

    title: qsTr("写出要办的事")
    lead: Theme.landscape || Theme.large ? "" : qsTr("写一两个词就够了，比如“报告”。")   // the field wants the room
    writes: true
    primary: !asking ? qsTr("回到字母") : found > 0 ? qsTr("找到 %1 件，去看").arg(found) : qsTr("没有找到，回去看看")
    primaryIconEnd: found > 0 ? "arrow-right" : ""
    onPrimaryChosen: shell.openSearch()

    KTextEntry {
        objectName: "search.written"
        label: qsTr("要办什么事")
        text: page.search.query
        maximumLength: page.search.longest
        onTextEdited: text => page.search.setQuery(text)
    }
}
