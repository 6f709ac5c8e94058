import QtQuick
import kiosk.controls

// The card was pulled out: nothing of the visit is shown until the same card is back. Not coming back ends it and wipes it.
KPage {
    id: page

    readonly property var lock: shell.cardLock

    title: qsTr("卡拿出来了，先锁住")
    lead: qsTr("把同一张卡插回来，就接着办。")
    outcome: "wait"
    primary: qsTr("不办了，清除我的信息")
    canGoBack: false
    canGoHome: false
    onPrimaryChosen: shell.endVisit()
    picture: Component { ArtCardSlot { phase: move.at; KPhase { id: move; resting: 0 } } }

    KBanner { objectName: "lock.problem"; visible: !!page.lock.problem.title; tone: "stop"; icon: "warning"; text: page.lock.problem.title || ""; act: page.lock.problem.act || "" }
    KNumber { share: 1; icon: "lock-simple"; tone: "wait"; label: qsTr("到时没有插回来，就结束办理，清除您的信息。"); number: qsTr("还有 %1 秒").arg(page.lock.secondsLeft) }
}
