pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Ticked one by one. What is needed says so; without it the visit may end here, and nothing has been asked yet.
KPage {
    id: page

    required property var flow
    readonly property var consents: flow.consents
    readonly property bool open: consents.every(row => row.agreed || !row.required)

    title: qsTr("同意这几条吗？")
    lead: qsTr("同意哪条，就点哪条。")
    leadGivesWay: true
    steps: flow.steps
    step: flow.step
    readToEnd: true
    primary: open ? (consents.some(row => row.agreed) ? qsTr("下一步") : qsTr("都不同意，自己填")) : qsTr("有一条必须同意才能办")
    primaryIconEnd: open ? "arrow-right" : ""
    primaryClosed: !open
    mistakes: open ? [] : [{ text: qsTr("标着“必须”的还没有同意；不同意就办不了这件事，可以点“不办了”。") }]
    secondary: open ? "" : qsTr("不同意，不办了")
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: shell.home()

    Repeater {
        model: page.consents.length
        KCheckRow {
            id: consent
            required property int index
            readonly property var row: page.consents[index] || ({})
            objectName: "consent." + row.id
            text: row.text || ""
            hint: row.required ? qsTr("必须同意才能办") : qsTr("不同意也能办")
            chosen: row.agreed === true
            onActed: page.flow.toggleConsent(consent.row.id)
        }
    }
}
