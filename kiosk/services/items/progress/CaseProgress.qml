pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// How an application stands: what it means, what is still asked for and where it is brought, by when, and what has happened so far.
KPage {
    id: page

    required property var flow
    readonly property var one: flow.case
    readonly property var asked: one.asked || []
    readonly property var days: one.days || []
    readonly property var past: one.steps || []

    title: one.state || ""
    lead: one.lead || ""
    outcome: one.outcome || ""
    primary: qsTr("知道了，回首页")
    primaryIcon: "house"
    readToEnd: asked.length > 0        // whoever goes away knows all that is to be brought
    onPrimaryChosen: flow.confirm()

    KNumber {
        label: qsTr("办件编号")
        tag: page.one.name || ""
        number: page.one.number || ""
        tone: page.one.outcome === "ok" ? "ok" : "wait"
        note: page.one.unit ? qsTr("现在在%1手里").arg(page.one.unit) : ""
        share: 1
    }
    KSection { visible: page.asked.length > 0; text: qsTr("要补的材料，只有这些") }
    Repeater {
        model: page.asked.length
        KFact {
            required property int index
            share: Theme.landscape && !Theme.large ? 0.5 : 1
            label: qsTr("第 %1 样").arg(index + 1)
            text: page.asked[index] || ""
        }
    }
    KBanner { visible: !!page.one.why; tone: page.one.outcome === "stop" ? "stop" : "wait"; icon: "info"; text: page.one.whyLabel || ""; act: page.one.why || "" }
    KBanner {
        visible: page.asked.length > 0
        icon: "map-pin"
        text: qsTr("一次带齐，交到：%1").arg(page.one.bring || "")
        act: qsTr("这台机不能扫描纸件。先问清楚：打 %1。").arg(page.one.phone || "")
    }
    Repeater {
        model: page.days.length
        KFact {
            required property int index
            readonly property var day: page.days[index] || ({})
            share: Theme.landscape && !Theme.large ? 0.5 : 1
            label: day.label || ""
            text: day.value || ""
        }
    }
    KBanner {
        visible: page.one.outcome === "ok" && !page.one.ended && page.one.decided === true
        icon: "map-pin"
        text: qsTr("领结果：%1").arg(page.one.bring || "")
        act: qsTr("带上身份证，先打 %1 问好。").arg(page.one.phone || "")
    }
    KSection { visible: page.past.length > 0; text: qsTr("办到哪一步了") }
    Repeater {
        model: page.past.length
        KTimelineRow {
            required property int index
            readonly property var row: page.past[index] || ({})
            when: row.when || ""
            text: row.text || ""
            done: row.done === true
            ends: index === page.past.length - 1
        }
    }
}
