pragma ComponentBehavior: Bound

import QtQuick

// Ten candidates a page, in one row or two, and the keys that turn the page. The place is kept while there are none.
Item {
    id: row

    required property var typist                     // kiosk.typing's Typist
    property string hint                             // said where there is nothing to choose yet
    readonly property bool brief: rows === 1 || Theme.large   // no room for more than what to do first
    property int rows: 2
    property real each: Theme.mm(Theme.elder || Theme.contrast ? 19 : 16)
    property int columns: 10 / rows
    readonly property var shown: typist.candidates
    readonly property real keys: rows > 1 ? each : 2 * each + Theme.unit
    readonly property real cell: (width - keys - columns * Theme.unit) / columns

    implicitHeight: rows * each + (rows - 1) * Theme.unit
    Accessible.role: Accessible.List
    Accessible.name: shown.length > 0 ? qsTr("候选字，第 %1 页，共 %2 页").arg(typist.page + 1).arg(typist.pages) : qsTr("还没有候选字")

    Binding { target: row.typist; property: "columns"; value: row.columns }
    Binding { target: row.typist; property: "cells"; value: row.columns * row.rows }

    KText {
        visible: row.shown.length === 0
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
        text: row.brief ? row.hint.split(/[，；,;]/)[0] : row.hint
        size: Math.min(Theme.caption, row.rows > 1 ? Theme.caption : row.each * 0.7)
        wrapMode: row.rows > 1 ? Text.Wrap : Text.NoWrap
        fontSizeMode: row.rows > 1 ? Text.FixedSize : Text.HorizontalFit
        minimumPixelSize: Theme.least
        color: Theme.ink2
        leading: 1.3
        maximumLineCount: 3
    }
    Item {                                           // before the keys that turn, also when they are made anew
        anchors.fill: parent
        Repeater {
            model: row.shown.length
            KKey {
                id: candidate
                required property int index
                readonly property var said: row.shown[index] || ({ text: "", cell: 0, span: 1 })
                objectName: "candidate." + index
                name: said.text
                placeAmong: Qt.point(index + 1, row.shown.length)
                text: said.text
                x: (said.cell % row.columns) * (row.cell + Theme.unit)
                y: Math.floor(said.cell / row.columns) * (row.each + Theme.unit)
                width: said.span * row.cell + (said.span - 1) * Theme.unit
                height: row.each
                onActed: row.typist.choose(index)
            }
        }
    }
    KKey {
        objectName: "candidates.back"
        visible: row.typist.pages > 1
        live: row.typist.page > 0
        name: qsTr("前一页候选字")
        icon: row.rows > 1 ? "caret-up" : "caret-left"
        word: true
        x: row.width - row.keys
        width: row.each
        height: row.each
        onActed: row.typist.turn(-1)
    }
    KKey {
        objectName: "candidates.on"
        visible: row.typist.pages > 1
        live: row.typist.page < row.typist.pages - 1
        name: qsTr("后一页候选字")
        icon: row.rows > 1 ? "caret-down" : "caret-right"
        word: true
        x: row.width - width
        y: row.rows > 1 ? row.each + Theme.unit : 0
        width: row.each
        height: row.each
        onActed: row.typist.turn(1)
    }
}
