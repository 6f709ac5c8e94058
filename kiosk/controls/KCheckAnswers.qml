pragma ComponentBehavior: Bound

import QtQuick

// Question, answer, 修改; what comes from the card or the registry has no 修改 and names its source.
// 长辈版: four lines and two answers, and what is to be changed is asked on the next page.
KPage {
    id: page

    property var rows: []                            // [{ label, value, note, change }]
    property var inBrief: []                         // [{ label, value }]: the four lines
    property string kept                             // what becomes of what was said here
    property string allRight                         // the primary action, in full
    property string allRightInBrief: qsTr("都对")
    readonly property bool brief: Theme.elder && inBrief.length > 0
    signal changed(change: string)
    signal notRight()

    primary: brief ? allRightInBrief : allRight
    primaryIcon: brief ? "check" : ""
    secondary: brief ? qsTr("不对，我要改") : ""
    readToEnd: true
    aside: brief ? null : keptAside
    onSecondaryChosen: notRight()
    onBriefChanged: hearAnew()

    Repeater {
        model: page.brief ? 0 : page.rows.length
        KSummaryRow {
            id: answer
            required property int index
            readonly property var row: page.rows[index] || ({})
            share: Theme.landscape ? 0.5 : 1
            stem: row.change || ""
            locked: !row.change
            label: row.label || ""
            value: row.value || ""
            note: row.note || ""
            onChanged: page.changed(answer.row.change)
        }
    }
    Repeater {
        model: page.brief ? page.inBrief.length : 0
        KSummaryRow {
            required property int index
            readonly property var row: page.inBrief[index] || ({})
            share: Theme.landscape ? 0.25 : 1
            locked: true
            label: row.label || ""
            value: row.value || ""
        }
    }
    KSpring { visible: !page.brief }
    Kept { visible: !page.brief && !page.asided }

    Component { id: keptAside; Item { Kept { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } } } }
    component Kept: KBanner {
        icon: "lock-simple"
        text: page.kept
    }
}
