import QtQuick
import kiosk.controls

// Words: written by hand, spelt, or keyed in.
KFieldPage {
    id: page

    lead: Theme.landscape || Theme.large ? "" : page.question.lead || ""   // the field wants the room
    writes: true
    field: entry
    wanting: page.empty ? qsTr("请先填好") : qsTr("不对，请改一改")

    KTextEntry {
        id: entry
        objectName: "field"
        purpose: page.question.kind === "letters" ? "letters" : "text"
        label: page.question.lead && (Theme.landscape || Theme.large) ? page.question.label + qsTr("：") + page.question.lead : page.question.label || ""
        text: page.question.text || ""
        maximumLength: page.question.length || 100
        error: page.question.problem || ""
        onTextEdited: text => page.flow.write(text)
    }
}
