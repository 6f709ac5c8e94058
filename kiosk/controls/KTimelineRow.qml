import QtQuick

// One thing that has happened or will: when, what, how one knows. Tick: done. Dot: now. Ring: to come.
Item {
    id: row

    property string when
    property string text
    property string hint
    property bool done: false
    property bool now: false
    property bool closing: false                     // set by the body: the thread ends here
    property bool ends: false
    property real share: 1

    implicitHeight: words.implicitHeight + (Theme.large ? 0 : Theme.mm(2))
    Accessible.role: Accessible.ListItem
    Accessible.name: when + qsTr("：") + text + (hint ? qsTr("。") + hint : "")

    Rectangle {                                      // the thread runs through the gap to the next row
        visible: !row.ends && !row.closing
        x: dot.width / 2 - width / 2
        y: dot.height
        width: Theme.hair * 1.5
        height: row.height - dot.height + Theme.gap
        color: row.done ? Theme.primary : Theme.outline
    }
    Rectangle {
        id: dot
        width: Theme.mm(12) * Math.min(Theme.s, 1.3)
        height: width
        radius: width / 2
        color: row.done ? Theme.primary : Theme.surface
        border.width: Theme.stroke
        border.color: row.done || row.now ? Theme.primary : Theme.edge
        Rectangle { anchors.centerIn: parent; visible: row.now && !row.done; width: parent.width * 0.46; height: width; radius: width / 2; color: Theme.primary }
        KIcon { anchors.centerIn: parent; visible: row.done; name: "check"; heavy: true; size: parent.width * 0.62; color: Theme.primaryInk }
    }
    Column {
        id: words
        anchors { left: dot.right; leftMargin: Theme.mm(5); right: parent.right }
        KText { width: parent.width; text: row.when; size: Theme.caption; weight: Theme.strong; color: row.done || row.now ? Theme.primary : Theme.ink2; Accessible.ignored: true }
        KText { width: parent.width; text: row.text; weight: Theme.medium; Accessible.ignored: true }
        KText { visible: row.hint; width: parent.width; text: row.hint; size: Theme.caption; color: Theme.ink2; Accessible.ignored: true }
    }
}
