pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What was begun in this name, at any terminal: one row each, the newest first.
KPage {
    id: page

    required property var flow
    readonly property var rows: flow.mine
    readonly property bool enterprises: flow.whose !== ""

    title: enterprises ? qsTr("这家企业办的事") : qsTr("您自己办的事")
    lead: enterprises ? flow.whose : qsTr("在哪台机上办的都在这里。")
    leadGivesWay: true
    primary: rows.length > 0 ? "" : qsTr("知道了，回首页")
    primaryIcon: "house"
    secondary: enterprises ? "" : qsTr("看企业办的事")
    busy: flow.waiting
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: flow.lookByLicence()

    KBanner { visible: page.rows.length === 0 && !page.flow.waiting; text: qsTr("没有查到。"); act: page.enterprises ? qsTr("这家企业没有在系统里办过事。") : qsTr("企业的事，请点下面的“看企业办的事”。有小票的，返回去输查询码。") }
    Repeater {
        model: page.rows.length
        KChoiceRow {
            id: matter
            required property int index
            readonly property var row: page.rows[index] || ({})
            objectName: "matter." + index
            leads: true
            text: row.name || ""
            hint: row.hint || ""
            tag: row.tag || ""
            tagState: row.tone || "note"
            live: !page.flow.waiting
            onActed: page.flow.openMatter(matter.row.id)
        }
    }
    KText { visible: page.flow.older > 0; text: qsTr("还有 %1 件更早的，请用查询码查。").arg(page.flow.older); size: Theme.caption; color: Theme.ink2 }
}
