pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// How everything here is, live, in words. Anyone may read it, to staff on the telephone for instance; nothing on it is anybody's.
KPage {
    id: page

    readonly property var room: shell.maintenance

    title: qsTr("设备状态")
    lead: room.summary
    leadGivesWay: true
    staffBar: room.staff ? bar : null
    primary: room.staff ? qsTr("测试设备") : ""
    primaryIconEnd: "arrow-right"
    secondary: room.staff ? qsTr("再查一遍") : ""
    onPrimaryChosen: room.openTests()
    onSecondaryChosen: room.lookAgain()

    KBanner {
        visible: !page.room.staff
        icon: "info"
        tone: page.room.entrance.tone || "note"
        text: page.room.entrance.text || ""
        act: page.room.entrance.act || ""
    }
    KChoiceRow {
        objectName: "stuck.jobs"
        visible: page.room.staff
        leads: true
        text: qsTr("送不出去的事、最近办的")
        hint: Theme.low && Theme.large ? "" : page.room.jobsInBrief
        onActed: page.room.openJobs()
    }
    Repeater {
        model: page.room.rows.length
        KStateRow {
            required property int index
            readonly property var row: page.room.rows[index] || ({})
            objectName: "device." + row.id
            name: row.name || ""
            state: row.state || ""
            tone: row.tone || "note"
            checked: row.checked || ""
            what: row.what || ""
            act: row.act || ""
            warning: row.warning || ""
            stock: row.left || ""
        }
    }
    KChoiceRow { objectName: "fault.numbers"; leads: true; compact: true; text: qsTr("查报修编号"); onActed: page.room.openNumbers() }
    Component {
        id: bar
        KStaffBar {
            stem: "staff"
            icon: "identification-card"
            text: qsTr("工作人员正在检修")
            note: qsTr("拔出工作卡就结束，做过什么都有记录")
            action: qsTr("结束检修")
            onEnded: page.room.finish()
        }
    }
}
