pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import kiosk.controls

// Nine zones in a nine-square grid; brands are headings with a rule over their tiles, not boxes in boxes. Or, of the same shape, the
// stages in the life of an enterprise. And whoever knows what it is called looks for it.
KPage {
    id: home

    property bool byStage: false
    readonly property var zones: (byStage ? shell.stages : shell.zones).map(row => row)   // a copy: each look would fetch all of it
    readonly property bool square: !Theme.large && !(Theme.low && (Theme.landscape || shell.language === "en"))   // room for nine at once
    readonly property string otherWay: byStage ? qsTr("按类别看") : qsTr("按阶段看")

    title: qsTr("您好，今天要办什么？")
    canGoHome: false

    function houseOf(place: int): string {               // a brand is named at the first of its zones
        return zones.slice(0, place + 1).reverse().find(row => row.house !== "" || row.brand === "")?.house ?? ""
    }

    Loader {
        active: home.square && !Theme.landscape
        visible: active
        sourceComponent: RowLayout {
            spacing: Theme.gap
            SearchDoor { Layout.preferredWidth: 3 }
            StagesDoor { Layout.preferredWidth: 2 }
        }
    }
    LargeDoor { objectName: "home.search.large"; icon: "magnifying-glass"; text: qsTr("找一件事"); onActed: home.shell.openSearch() }
    LargeDoor { objectName: "home.stages.large"; icon: "list"; text: home.otherWay; onActed: home.byStage = !home.byStage }
    ColumnLayout {
        readonly property real growsTo: Infinity
        readonly property real shrinksTo: 0
        visible: home.square
        spacing: Theme.mm(Theme.landscape ? 4 : 7)
        Repeater {
            model: home.square ? Math.ceil(home.zones.length / 3) : 0
            ColumnLayout {
                id: band
                required property int index
                Layout.fillWidth: true
                Layout.fillHeight: true
                spacing: Theme.mm(Theme.landscape ? 1.5 : 3)
                RowLayout {
                    visible: !home.byStage && !Theme.low
                    Layout.fillWidth: true
                    spacing: Theme.gap
                    Repeater {
                        model: Math.min(3, home.zones.length - band.index * 3)
                        BrandRule {
                            required property int index
                            row: home.zones[band.index * 3 + index] || ({})
                            joinsNext: index < 2 && (home.zones[band.index * 3 + index + 1] || { house: "-" }).house === ""
                        }
                    }
                }
                RowLayout {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    spacing: Theme.gap
                    Repeater {
                        model: Math.min(3, home.zones.length - band.index * 3)
                        ZoneTile {
                            required property int index
                            row: home.zones[band.index * 3 + index] || ({})
                            house: Theme.low ? home.houseOf(band.index * 3 + index) : ""
                            Layout.fillWidth: true
                            Layout.fillHeight: true
                            Layout.preferredWidth: 1
                            wide: Theme.landscape
                        }
                    }
                }
            }
        }
    }
    Repeater {                                           // large text: the mark carries the brand
        model: home.square ? 0 : home.zones.length
        ZoneTile {
            id: tile
            required property int index
            row: home.zones[index] || ({})
            house: Theme.low && !Theme.large ? home.houseOf(index) : ""
            share: Theme.landscape ? 0.25 : Theme.s > 1.6 || home.shell.language === "en" ? 1 : 0.25
            wide: tile.share === 1 || Theme.landscape
        }
    }
    RowLayout {
        spacing: Theme.gap
        visible: home.square
        Repeater {
            model: home.square && Theme.landscape ? 1 : 0
            SearchDoor {}
        }
        Repeater {
            model: home.square && Theme.landscape ? 1 : 0
            StagesDoor {}
        }
        Door { objectName: "home.elder"; icon: "person-arms-spread"; text: qsTr("长辈版"); onActed: home.shell.elder() }
        Door { objectName: "home.progress"; icon: "receipt"; text: qsTr("查进度"); onActed: home.shell.openService("S102") }
        Door { objectName: "home.verify"; icon: "seal-check"; text: qsTr("验报告"); onActed: home.shell.openService("S903") }
        Door { objectName: "home.public"; icon: "users"; text: qsTr("公共服务"); onActed: home.shell.openZone("stage.public") }
    }
    LargeDoor { objectName: "home.elder.large"; icon: "person-arms-spread"; text: qsTr("长辈版"); onActed: home.shell.elder() }
    LargeDoor { objectName: "home.progress.large"; icon: "receipt"; text: qsTr("查进度"); onActed: home.shell.openService("S102") }
    LargeDoor { objectName: "home.verify.large"; icon: "seal-check"; text: qsTr("验报告"); onActed: home.shell.openService("S903") }
    LargeDoor { objectName: "home.public.large"; icon: "users"; text: qsTr("公共服务"); onActed: home.shell.openZone("stage.public") }

    component Door: KButton {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: implicitWidth              // words of different lengths, each on one line
        Layout.minimumHeight: Theme.button
        kind: "secondary"
        slim: true
    }
    component SearchDoor: Door { objectName: "home.search"; icon: "magnifying-glass"; text: qsTr("找一件事"); onActed: home.shell.openSearch() }
    component StagesDoor: Door { objectName: "home.stages"; icon: "list"; text: home.otherWay; onActed: home.byStage = !home.byStage }
    component LargeDoor: KButton {
        visible: !home.square
        share: Theme.large || Theme.landscape ? 0.25 : 0.5
        kind: "secondary"
    }
    component ZoneTile: KTile {
        id: zone
        property var row: ({})
        objectName: "zone." + row.id
        letter: row.letter || ""
        brand: row.brand || ""
        text: row.title || ""
        hint: row.hint || ""
        closed: row.closed === true
        reason: row.reason || ""
        onActed: home.shell.openZone(zone.row.id)
    }
    component BrandRule: Item {
        id: rule
        property var row: ({})
        property bool joinsNext: false
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        implicitHeight: Theme.caption * 1.35
        KText {
            id: word
            text: rule.row.house || ""
            size: Theme.caption
            weight: Theme.strong
            color: Theme.brand(rule.row.brand || "")
            wrapMode: Text.NoWrap
        }
        Rectangle {
            anchors { left: word.text ? word.right : parent.left; leftMargin: word.text ? Theme.unit : 0; right: parent.right; rightMargin: rule.joinsNext ? -Theme.gap : 0; verticalCenter: parent.verticalCenter }
            height: Theme.hair
            color: Theme.brand(rule.row.brand || "")
            opacity: Theme.contrast ? 1 : 0.45
        }
    }
}
