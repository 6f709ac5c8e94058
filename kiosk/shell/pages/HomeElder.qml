pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// 长辈版: the things people come for, one column, one way to a person. Not the same page made bigger.
KPage {
    id: home

    property bool everything: false
    readonly property var things: (everything ? shell.further : shell.tasks).map(row => row)   // copies: each look would fetch all of them
    readonly property var rows: everything ? things.concat(shell.zones.map(row => row)) : things

    title: everything ? qsTr("还有这些事情") : qsTr("您想办哪一件事？")
    primary: qsTr("请人帮忙")
    primaryIcon: "bell-ringing"
    canGoHome: false
    onPrimaryChosen: shell.help()
    onEverythingChanged: beginAnew()

    Repeater {
        model: home.rows.length
        KTile {
            id: tile
            required property int index
            readonly property var row: home.rows[index] || ({})
            readonly property bool isThing: index < home.things.length      // what is done here stands before the zones
            objectName: (isThing ? "task." : "zone.") + row.id
            wide: true
            share: Theme.landscape ? (Theme.s > 1.6 || !Theme.large ? 0.5 : 0.25) : 1
            growsTo: Theme.mm(66)
            letter: row.letter || ""
            brand: row.brand || ""
            text: row.title || ""
            hint: row.hint || ""
            closed: row.closed === true
            reason: row.reason || ""
            onActed: isThing ? home.shell.openService(tile.row.id) : home.shell.openZone(tile.row.id)
        }
    }
    KButton { objectName: "elder.search"; share: Theme.landscape ? 0.25 : 1; kind: "secondary"; slim: Theme.s <= 1.6; icon: "magnifying-glass"; text: qsTr("找一件事"); onActed: home.shell.openSearch() }
    KButton { objectName: "elder.other"; share: Theme.landscape ? 0.25 : 0.5; kind: "secondary"; slim: Theme.s <= 1.6; text: home.everything ? qsTr("常办的事") : qsTr("其他事情"); onActed: home.everything = !home.everything }
    KButton { objectName: "elder.leave"; share: Theme.landscape ? 0.25 : 0.5; kind: "secondary"; slim: Theme.s <= 1.6; text: qsTr("退出长辈版"); onActed: home.shell.elder() }
}
