pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What happened, what is safe, who acts, what you can do now. In that order; at most three ways on, one of them filled.
KPage {
    id: page

    readonly property var trouble: shell.problem
    readonly property var ways: trouble.ways || []

    title: trouble.title || ""
    lead: trouble.what || ""
    outcome: "stop"
    primary: ways.length > 0 ? ways[0].text : ""
    secondary: ways.length === 2 ? ways[1].text : ""
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: shell.chooseWay(ways[0].id)
    onSecondaryChosen: shell.chooseWay(ways[1].id)

    KText { visible: Theme.large && text; text: page.trouble.act || ""; weight: Theme.medium }   // what to do is on the first sheet
    KBanner {
        icon: page.trouble.who === "staff" ? "bell-ringing" : "info"
        text: page.trouble.who === "staff" ? qsTr("要请工作人员看一下") : page.trouble.who === "visitor" ? qsTr("您自己就可以处理") : qsTr("是机器这边的问题，不是您的错")
        act: Theme.large ? "" : page.trouble.act || ""
    }
    KSection { visible: page.ways.length > 2; text: qsTr("也可以") }
    Repeater {
        model: page.ways.length > 2 ? page.ways.length - 1 : 0
        KChoiceRow {
            id: way
            required property int index
            readonly property var row: page.ways[index + 1] || ({})
            objectName: "way." + row.id
            share: Theme.landscape ? 0.5 : 1
            leads: true
            text: row.text || ""
            hint: row.hint || ""
            onActed: page.shell.chooseWay(way.row.id)
        }
    }
    KSpring {}
    KText { objectName: "problem.number"; text: qsTr("报修编号 %1").arg(page.trouble.number || ""); size: Theme.caption; color: Theme.ink2 }
}
