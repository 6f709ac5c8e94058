pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// What does not get through by itself, and why. Staff choose one and send it again once its cause is mended, or leave it: it is kept.
KPage {
    id: page

    readonly property var room: shell.maintenance
    readonly property bool decides: !!room.jobReason.text
    readonly property var latest: Theme.low && decides ? [] : room.latestJobs   // who decides is not led past what is done

    title: qsTr("送不出去的事")
    lead: room.jobs.length ? qsTr("原因处理好了再送；不清楚就先不动，内容都还在。") : qsTr("没有送不出去的。")
    leadGivesWay: true
    staffBar: bar
    primary: decides ? qsTr("原因处理好了，再送一次") : ""
    primaryIcon: "check"
    secondary: decides ? qsTr("先不动") : ""
    onPrimaryChosen: room.retryJob()
    onSecondaryChosen: room.leaveJob()

    KBanner {
        visible: page.decides && !Theme.low
        icon: "info"
        tone: "wait"
        text: page.room.jobReason.text || ""
        act: Theme.large ? "" : page.room.jobReason.act || ""
    }
    KText { visible: Theme.low && page.decides; text: page.room.jobReason.text || ""; size: Theme.caption; weight: Theme.medium }   // what is in reach is for what is touched
    KText { visible: (Theme.large || Theme.low) && page.decides; text: page.room.jobReason.act || ""; size: Theme.low ? Theme.caption : Theme.body }
    Repeater {
        model: page.room.jobs.length
        KChoiceRow {
            id: job
            required property int index
            readonly property var row: page.room.jobs[index] || ({})
            objectName: "job." + index
            text: row.title || ""
            hint: Theme.low && Theme.large ? "" : row.hint || ""    // whoever chooses it reads why
            tag: row.tag || ""
            tagState: "stop"
            chosen: row.chosen === true
            onActed: page.room.chooseJob(job.row.id)
        }
    }
    KSection { visible: page.latest.length > 0; text: qsTr("最近办的") }
    Repeater {
        model: page.latest.length
        KStateRow {
            required property int index
            readonly property var row: page.latest[index] || ({})
            name: row.name || ""
            state: row.state || ""
            tone: row.tone || "note"
            checked: row.checked || ""
        }
    }
    Component {
        id: bar
        KStaffBar {
            stem: "staff"
            icon: "identification-card"
            text: qsTr("工作人员正在检修")
            note: Theme.low && Theme.large ? "" : qsTr("拔出工作卡就结束，做过什么都有记录")
            action: qsTr("结束检修")
            onEnded: page.room.finish()
        }
    }
}
