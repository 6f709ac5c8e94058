import QtQuick
import kiosk.controls

// A closed door says so before anyone fills in a form: why, what to do, and the nearest thing that is open.
KPage {
    id: page

    readonly property var door: shell.closedService

    title: (door.where ? qsTr("%1，不在这台机上办") : qsTr("%1，现在办不了")).arg(door.title || "")
    lead: door.reason || ""
    leadGivesWay: true
    outcome: "wait"
    primary: door.alternativeId ? qsTr("改办“%1”").arg(door.alternativeTitle) : qsTr("回首页，办别的事")
    primaryIcon: door.alternativeId ? "" : "house"
    primaryIconEnd: door.alternativeId ? "arrow-right" : ""
    secondary: door.alternativeId ? qsTr("回首页") : ""
    onPrimaryChosen: door.alternativeId ? shell.openService(door.alternativeId) : shell.home()
    onSecondaryChosen: shell.home()

    KBanner { tone: "wait"; icon: "clock"; text: page.door.what || ""; act: Theme.large || page.door.where ? "" : page.door.act || "" }
    KText { visible: Theme.large && text && !page.door.where; text: page.door.act || "" }
    KNumber { visible: !!page.door.where && !Theme.large; icon: "map-pin"; label: qsTr("可以这样办"); number: page.door.where || "" }
    KText { visible: !!page.door.where && Theme.large; text: qsTr("可以这样办：%1").arg(page.door.where || "") }
    KText { visible: !!page.door.promise; text: page.door.promise || ""; weight: Theme.strong }
    KText { visible: !!page.door.bring; text: page.door.bring || "" }
    KText { visible: !!page.door.edition && !Theme.large; text: page.door.edition || "" }
    KText { visible: !!page.door.until; text: page.door.until || ""; weight: Theme.strong }
    KText { visible: !!page.door.alternativeId; text: qsTr("现在就可以办“%1”，不用等。").arg(page.door.alternativeTitle || "") }
}
