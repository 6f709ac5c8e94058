pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import kiosk.controls

// Looked for by first letters, pinyin, characters or number. What is found stands over the keys, the nearest first, open before closed.
KPage {
    id: page

    readonly property var search: shell.search
    readonly property var rows: search.rows.map(row => row)      // a copy: each look would fetch all of it
    readonly property bool tight: Theme.low && Theme.large         // little height, large words: the names of things alone
    readonly property bool asking: search.query !== ""
    readonly property var shown: asking ? rows : shell.tasks.map(row => row)

    title: qsTr("找一件事")
    canGoHome: true
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Backspace)
            search.erase()
        else if (event.text.length === 1 && event.text > " " && event.text !== "\u007f")
            search.put(event.text)
        else
            return
        event.accepted = true
    }

    GridLayout {
        readonly property real growsTo: Infinity
        readonly property real shrinksTo: 0
        columns: Theme.landscape ? 2 : 1
        columnSpacing: Theme.section
        rowSpacing: Theme.gap

        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 3
            spacing: Theme.gap
            RowLayout {
                Layout.fillWidth: true
                Layout.fillHeight: false
                spacing: Theme.unit
                Rectangle {
                    id: field
                    Layout.fillWidth: true
                    implicitHeight: Math.max(Theme.target, asked.implicitHeight + Theme.unit)
                    radius: Theme.radius
                    color: Theme.surface
                    border.width: Theme.stroke
                    border.color: Theme.edge
                    Accessible.role: Accessible.StaticText
                    Accessible.name: page.asking ? qsTr("要找的是：%1").arg(page.search.query) : asked.text
                    KIcon { id: glass; anchors { left: parent.left; leftMargin: Theme.unit; verticalCenter: parent.verticalCenter } name: "magnifying-glass"; size: Theme.body * 1.1; color: Theme.ink2 }
                    KText {
                        id: asked
                        objectName: "search.query"
                        anchors { left: glass.right; right: parent.right; leftMargin: Theme.unit; rightMargin: Theme.unit; verticalCenter: parent.verticalCenter }
                        text: page.asking ? page.search.query.toUpperCase() : qsTr("点名字的拼音首字母")
                        size: page.asking ? Math.min(Theme.title, Theme.mm(15)) : Math.min(Theme.body, Theme.mm(13))
                        weight: page.asking ? Theme.strong : Theme.regular
                        color: page.asking ? Theme.ink : Theme.ink2
                        wrapMode: Text.NoWrap
                        elide: page.asking ? Text.ElideLeft : Text.ElideNone
                        fontSizeMode: page.asking ? Text.FixedSize : Text.HorizontalFit
                        minimumPixelSize: Theme.least
                        leading: 1.3
                        Accessible.ignored: true
                    }
                }
                KKey { objectName: "search.write"; Layout.preferredWidth: Math.round(Theme.target * 1.7); Layout.preferredHeight: field.implicitHeight; word: true; text: qsTr("写字"); name: qsTr("写字：手写、拼音"); onActed: page.shell.writeSearch() }
            }
            KBody {
                id: results
                Layout.fillWidth: true
                Layout.fillHeight: true
                lead: page.search.nothing && page.tight ? qsTr("没有找到，换个说法。") : page.search.nothing ? qsTr("没有找到。少点一个字母，或者换个说法；也可以点“求助”问工作人员。") : page.asking || page.tight || (Theme.landscape && Theme.large) ? "" : qsTr("比如“信用报告”，点 X Y B G。常办的事：")
                spacing: Theme.unit
                Repeater {
                    model: page.shown.length
                    KChoiceRow {
                        id: found
                        required property int index
                        readonly property var row: page.shown[index] || ({})
                        objectName: "found." + row.id
                        leads: true
                        compact: true
                        text: row.title || ""
                        hint: page.tight ? "" : row.met ? qsTr("里面有：%1").arg(row.met) : row.where || (row.closed ? row.reason : row.hint) || ""
                        closed: row.closed === true
                        tag: page.tight || !row.closed ? "" : row.where ? qsTr("别处办") : qsTr("暂停")
                        tagState: row.where ? "note" : "wait"
                        onActed: page.shell.openService(found.row.id)
                    }
                }
            }
        }
        GridLayout {
            id: pad
            readonly property string letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            readonly property string digits: page.tight ? "" : "0123456789"      // codes are for staff, who stand
            readonly property string keys: Theme.landscape ? letters + digits : digits + letters
            Layout.fillWidth: true
            Layout.fillHeight: Theme.landscape
            Layout.preferredWidth: Theme.low ? 4 : 2
            columns: Theme.landscape && !Theme.low ? 7 : 10
            columnSpacing: Theme.unit
            rowSpacing: Theme.unit
            Repeater {
                model: pad.keys.split("")
                KKey {
                    required property string modelData
                    objectName: "key." + modelData
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    Layout.minimumHeight: Theme.target
                    text: modelData
                    onActed: page.search.put(modelData.toLowerCase())
                }
            }
            KKey { objectName: "key.erase"; Layout.fillWidth: true; Layout.fillHeight: true; Layout.columnSpan: pad.columns === 7 ? 3 : 2; Layout.preferredWidth: 2; Layout.minimumHeight: Theme.target; word: true; icon: "backspace"; text: qsTr("退格"); onActed: page.search.erase() }
            KKey { objectName: "key.clear"; Layout.fillWidth: true; Layout.fillHeight: true; Layout.columnSpan: pad.columns === 7 ? 3 : 2; Layout.preferredWidth: 2; Layout.minimumHeight: Theme.target; word: true; text: qsTr("清空"); onActed: page.search.clear() }
        }
    }
}
