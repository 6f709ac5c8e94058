pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What staff may try out, one thing at a time. It stands here as long as the staff card is in.
KPage {
    id: page

    readonly property var room: shell.maintenance

    title: qsTr("测试设备")
    lead: qsTr("一次试一样，测试纸上没有任何人的信息。")
    leadGivesWay: true
    staffBar: bar
    secondary: room.testing ? qsTr("停下这次测试") : ""
    secondaryIcon: "x"
    onSecondaryChosen: room.stopTest()

    Repeater {
        model: page.room.tests.length
        KChoiceRow {
            id: test
            required property int index
            readonly property var row: page.room.tests[index] || ({})
            objectName: "test." + row.id
            share: Theme.landscape ? 0.5 : 1
            leads: true
            text: row.title || ""
            hint: row.hint || ""
            tag: row.tag || ""
            tagState: row.state === "well" ? "ok" : row.state === "bad" ? "stop" : "wait"
            tagIcon: row.state === "running" ? "hourglass-medium" : row.state === "well" ? "check-circle" : row.state === "bad" ? "x-circle" : ""
            chosen: row.state === "running"
            live: !page.room.testing
            closed: page.room.testing && row.state !== "running"
            onActed: page.room.tryOut(test.row.id)
        }
    }
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
