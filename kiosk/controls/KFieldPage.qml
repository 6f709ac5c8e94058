import QtQuick

// What every page that asks for one thing has in common: its words, what others had said of it, and the way on.
KPage {
    id: page

    required property var flow
    readonly property var question: flow.question
    readonly property bool complete: question.complete === true
    property bool empty: !question.text
    property var field: null                         // what the mistake leads to
    property string wanting                            // what is still to be done, on the primary action
    property string fault                            // what the pad itself finds wrong

    title: question.title || ""
    lead: question.lead || ""
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    primary: complete ? (empty && question.optional ? qsTr("不填，下一步") : qsTr("下一步")) : wanting
    primaryIconEnd: complete ? "arrow-right" : ""
    primaryClosed: !complete
    mistakes: complete ? [] : [{ text: question.problem || fault || wanting, field: field }]
    onPrimaryChosen: flow.confirm()

    KBanner { visible: !!page.question.said; icon: "info"; text: page.question.said || "" }
    KCheckRow {
        objectName: "contest"
        readonly property bool keepWithNext: true
        visible: page.question.canContest === true
        text: qsTr("已有的资料不对，请管它的单位改正")
        chosen: page.question.contested === true
        onActed: page.flow.contest()
    }
}
