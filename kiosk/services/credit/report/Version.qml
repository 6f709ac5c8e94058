pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// Which report: before anybody is asked who they are. Each tile says what it is good for; to tap it is to choose it.
KPage {
    id: page

    required property var flow
    readonly property var versions: flow.versions
    readonly property bool abreast: Theme.landscape && Theme.s <= 1.6

    title: qsTr("要哪一种信用报告？")
    lead: versions.length > 0 ? qsTr("不知道选哪种，就选第一种。") : qsTr("正在看有哪几种，请稍等")
    leadGivesWay: true

    Repeater {
        model: page.versions.length
        KTile {
            id: version
            required property int index
            readonly property var row: page.versions[index] || ({})
            objectName: "version." + row.id
            wide: !page.abreast
            share: page.abreast ? (Theme.large ? 1 / 6 : 1 / 3) : 1       // large text doubles what is less than the whole
            growsTo: Theme.mm(page.abreast ? 110 : 82)
            brand: "xy"
            letter: row.letter || ""
            text: row.text || ""
            hint: row.hint || ""
            onActed: page.flow.chooseVersion(version.row.id)
        }
    }
    KBanner { visible: !Theme.large; icon: "seal-check"; text: qsTr("都是当场打印盖章，不收费。") }
}
