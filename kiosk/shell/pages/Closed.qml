import QtQuick
import kiosk.controls

// A closed door says so before anyone fills in a form: why, what to do, and the nearest thing that is open.
KPage {
    id: page

    readonly property var door: shell.closedService
    readonly property bool open: !!door.open         // what kept it closed has gone meanwhile

    title: (open ? qsTr("%1，可以办了") : door.where ? qsTr("%1，不在这台机上办") : qsTr("%1，现在办不了")).arg(door.title || "")
    lead: open ? "" : door.reason || ""
    leadGivesWay: true
    outcome: open ? "ok" : "wait"
    primary: open ? qsTr("现在就办") : door.alternativeId ? qsTr("改办“%1”").arg(door.alternativeTitle) : qsTr("回首页，办别的事")
    primaryIcon: open || door.alternativeId ? "" : "house"
    primaryIconEnd: open || door.alternativeId ? "arrow-right" : ""
    secondary: open || door.alternativeId ? qsTr("回首页") : ""
    onOpenChanged: hearAnew()
    onPrimaryChosen: open ? shell.openService(door.open) : door.alternativeId ? shell.openService(door.alternativeId) : shell.home()
    onSecondaryChosen: shell.home()

    KBanner { objectName: "closed.opened"; visible: page.open; icon: "check-circle"; text: qsTr("刚才办不了的原因没有了。") }
    KBanner { visible: !page.open; tone: "wait"; icon: "clock"; text: page.door.what || ""; act: Theme.large || page.door.where ? "" : page.door.act || "" }
    KText { visible: !page.open && Theme.large && text && !page.door.where; text: page.door.act || "" }
    KNumber { visible: !!page.door.where && !Theme.large; icon: "map-pin"; label: qsTr("可以这样办"); number: page.door.where || "" }
    KText { visible: !!page.door.where && Theme.large; text: qsTr("可以这样办：%1").arg(page.door.where || "") }
    KText { visible: !!page.door.promise; text: page.door.promise || ""; weight: Theme.strong }
    KText { visible: !!page.door.bring; text: page.door.bring || "" }
    KText { visible: !!page.door.edition && !Theme.large; text: page.door.edition || "" }
    KText { visible: !!page.door.until; text: page.door.until || ""; weight: Theme.strong }
    KText { visible: !page.open && !!page.door.alternativeId; text: qsTr("现在就可以办“%1”，不用等。").arg(page.door.alternativeTitle || "") }
}
