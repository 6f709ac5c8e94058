pragma ComponentBehavior: Bound

import QtQuick

// Anatomy, top to bottom: header, staff bar, stepper, heading, lead, body, actions, navigation.
// A page gives words and blocks; here they are placed so that the bar is whole and nothing is cut, at every size.
// 低位: what is read stands above the line of reach, what is touched below it.
Rectangle {
    id: page

    default property alias content: body.content
    required property var shell                      // kiosk.shell's Shell, or what stands in for it in a test
    property string title
    property string lead
    property bool leadGivesWay: false                // a lead that may be left out where there is no room for it, or for nothing but it
    property string outcome                          // ok | wait | stop: how it ended, before the words
    property var steps: []
    property int step: 0
    property Component picture                       // a drawing that fills what it is given
    property Component aside                         // words that may stand over the actions where the panel is wide
    property Component staffBar                      // who else acts here: it stands under the header, and the page wears its frame
    property string primary
    property string primaryIcon
    property string primaryIconEnd
    property bool primaryClosed: false
    property string secondary
    property string secondaryIcon
    property bool busy: false
    property string busyText: qsTr("请稍等")
    property var mistakes: []                        // [{ text, field }]: what keeps the primary action closed; told to who takes it all the same
    property bool readToEnd: false                   // what does not fit on one sheet is shown before the actions are offered
    property bool canGoBack: true
    property bool canGoHome: true
    property bool writes: false                      // the body is a keyboard: in 低位 it is given the place of the small keys
    property bool offersLanguage: true               // a page that has a door of its own for it does not need another
    property real gap: Theme.gap
    readonly property alias sheet: body.sheet
    readonly property alias sheets: body.sheets
    readonly property bool moreToRead: readToEnd && !body.last
    readonly property string stepWords: step > 0 ? qsTr("第 %1 步，共 %2 步").arg(step).arg(steps.length) : ""
    readonly property bool secondaryWaits: moreToRead && secondary !== ""
    readonly property real actionsRoom: actions.height + (secondaryWaits && !actions.abreast ? second.implicitHeight + Theme.gap : 0)   // as on the last sheet: or it would be dealt otherwise when it comes up
    readonly property bool acts: primary !== "" || secondary !== ""
    property bool told: false                        // the mistakes have been told, and are until there are none
    signal primaryChosen()
    signal secondaryChosen()

    // Where things stand.
    readonly property bool compact: Theme.landscape && Theme.large      // a wide panel with large words: the heading takes the header's place
    readonly property bool pictured: picture !== null && Theme.landscape && !Theme.large && !above
    readonly property bool sided: Theme.landscape && !pictured && (acts || (picture !== null && !above))
    readonly property bool asided: aside !== null && sided && !Theme.large && !Theme.low
    readonly property bool above: picture !== null && Theme.reachTop - headEnd > Theme.mm(Theme.landscape ? 70 : 60)   // 低位: the drawing is only looked at
    readonly property real inner: width - 2 * Theme.margin
    readonly property real sideWidth: Theme.mm(128)
    readonly property real mainWidth: inner - (sided ? sideWidth + Theme.section : 0)
    readonly property real foot: height - Theme.reachBottom - nav.height
    readonly property real footGap: Theme.mm(Theme.low ? 4 : Theme.landscape || Theme.large ? 6 : 8)
    readonly property real headTop: header.height + (staff.active && !Theme.low ? staff.height : 0)
    readonly property bool leadAbove: Theme.low && !compact && shownLead.y + shownLead.implicitHeight <= Theme.reachTop   // 低位: and so are words, where there is room
    readonly property real headEnd: compact ? headTop : (shownLead.visible ? shownLead.y + shownLead.height : heading.y + heading.height)
    readonly property real reachStart: Math.max(headEnd + (Theme.low ? Theme.half : 0), Theme.reachTop)
    readonly property real strip: reachStart + (staff.active ? staff.height + Theme.half : 0)
    readonly property bool keysAside: Theme.low && sided && !compact    // over the pager, where the panel has a place for them
    readonly property bool keyed: (keys.offersLanguage || keys.canEnd) && !(Theme.low && (staff.active || writes))   // whoever looks after the machine has a way out of their own
    readonly property real sideTop: Theme.low ? bodyTop + (keysAside && keyed ? Theme.target + Theme.unit : 0) : headTop + Theme.mm(compact ? 4 : 8)
    readonly property bool turnsAside: sided && !asided && foot - footGap - actionsRoom - Theme.gap - sideTop > Theme.target + Theme.body * 2
    readonly property real bodyTop: Theme.low ? strip + (keyed && !keysAside ? Theme.target + Theme.unit : 0) : headEnd + Theme.mm(compact ? 4 : Theme.landscape || Theme.large ? 6 : 8)

    function choose(place: string) {
        if (place === "back")
            shell.back()
        else if (place === "home")
            shell.home()
        else if (place === "help")
            shell.help()
        else if (place === "voice")
            shell.voice.toggle()
        else if (place === "size")
            shell.cycleTextSize()
        else if (place === "contrast")
            shell.cycleContrast()
        else
            shell.toggleLow()
    }
    function hearAnew() {                              // other words stand here now: whoever works by keys begins at the heading
        words.forceActiveFocus(Qt.OtherFocusReason)
    }
    function beginAnew() {                             // other things stand here now: their first sheet comes up
        hearAnew()
        body.turn(-body.sheets)
    }
    function tell() {
        told = true
        body.attend()
    }
    function mend(mistake: var) {
        const field = mistake.field || body.firstChoice()
        if (field) {
            body.reveal(field)
            field.forceActiveFocus(Qt.OtherFocusReason)
        }
    }

    onMistakesChanged: if (mistakes.length === 0) told = false
    color: Theme.paper
    Keys.onPressed: event => {
        Taps.byKeys = true
        event.accepted = true
        if (event.key === Qt.Key_Help)                 // the keypad's own: anywhere on the page
            page.choose("help")
        else if (event.key === Qt.Key_Back && nav.canGoBack)
            page.choose("back")
        else if (event.key === Qt.Key_Right)
            nav.step(1)
        else if (event.key === Qt.Key_Left)
            nav.step(-1)
        else
            event.accepted = false
    }
    Accessible.role: Accessible.Pane
    Accessible.name: title

    KHeader {
        id: header
        width: page.width
        height: page.compact ? Math.max(implicitHeight, heading.height + Theme.unit) : implicitHeight
        who: page.shell.who
        place: page.shell.place
        time: page.shell.clock
        note: Theme.landscape ? (page.compact && page.step > 0 ? page.step + " / " + page.steps.length : page.stepWords) : ""
        brief: page.compact
        keysWidth: Theme.low ? 0 : keys.width
    }
    KVisitKeys {
        id: keys
        visible: page.keyed && !page.keysAside
        z: 1                                           // their ring is whole beside a staff bar too
        x: page.width - Theme.margin - width             // at the same side everywhere
        y: Theme.low ? page.strip : (header.height - height) / 2
        language: page.shell.language
        offersLanguage: page.offersLanguage
        canEnd: page.shell.who !== ""
        onEnded: page.shell.endVisit()
        onLanguageTurned: page.shell.toggleLanguage()
    }
    Loader {
        id: staff
        visible: active
        active: page.staffBar !== null
        width: page.width
        y: Theme.low ? page.reachStart : header.height
        sourceComponent: page.staffBar
    }
    Loader {
        id: stepper
        visible: active
        active: page.step > 0 && !Theme.landscape
        x: Theme.margin
        y: page.headTop + Theme.mm(Theme.large ? 6 : 10)
        width: page.inner
        sourceComponent: KStepper { steps: page.steps; current: page.step; words: page.stepWords }
    }
    Item {
        id: heading
        readonly property real lines: page.title ? words.implicitHeight : 0
        x: page.compact ? header.start : Theme.margin
        y: page.compact ? (header.height - height) / 2
         : stepper.active ? stepper.y + stepper.height + Theme.mm(Theme.large ? 2 : 4) : page.headTop + Theme.mm(Theme.landscape ? 8 : Theme.large ? 7 : 10)
        width: page.compact ? header.end - x - Theme.unit : page.mainWidth
        height: lines
        KIcon {
            id: sign
            visible: page.outcome
            solid: true
            name: page.outcome === "ok" ? "check-circle" : "warning"
            size: Theme.title * 1.15
            color: page.outcome === "ok" ? Theme.success : page.outcome === "wait" ? Theme.hereInk : Theme.danger
            y: (words.size * 1.3 - size) / 2 + Theme.title * 0.05
        }
        KText {
            id: words
            objectName: "title"
            visible: page.title
            focus: true                                // a page that comes up is heard from its heading on
            x: page.outcome ? sign.size + Theme.unit : 0
            width: parent.width - x
            text: page.title
            size: page.compact ? Math.min(Theme.title, Theme.body * 0.95) : Theme.title
            weight: Theme.strong
            leading: page.compact ? 1.2 : 1.3
            Accessible.role: Accessible.Heading
        }
    }
    KText {
        id: shownLead
        visible: page.lead && (!Theme.large || page.leadAbove)
        x: Theme.margin
        y: heading.y + heading.height + Theme.half
        width: page.mainWidth
        text: page.lead
        color: Theme.ink2
    }
    Loader {                                           // beside the words, beside the actions, or above the line of reach
        id: drawing
        readonly property bool atSide: page.sided && !page.above
        readonly property bool roomy: page.sideFoot - page.sideTop >= Theme.mm(40)   // smaller, nobody can make it out
        visible: active
        active: (page.picture !== null && (page.pictured || (atSide && roomy) || page.above)) || page.asided
        sourceComponent: page.picture || page.aside
        x: atSide ? page.width - Theme.margin - width : Theme.margin
        y: page.above ? page.headEnd + Theme.mm(5) : atSide ? page.sideTop : page.bodyTop
        width: page.above ? page.inner : atSide ? page.sideWidth : Math.round((page.inner - Theme.mm(14)) * 4 / 7)
        height: (page.above ? Theme.reachTop - Theme.mm(4) : atSide ? page.sideFoot : page.foot - page.footGap) - y
    }
    readonly property real sideFoot: (sidePager.active ? sidePager.y : actions.height > 0 ? actions.y : foot - footGap + Theme.gap) - Theme.gap

    KBody {
        id: body
        x: page.pictured ? page.width - Theme.margin - width : Theme.margin
        y: page.bodyTop
        width: page.pictured ? page.inner - Theme.mm(14) - Math.round((page.inner - Theme.mm(14)) * 4 / 7) : page.mainWidth
        height: page.foot - page.footGap - y - (page.acts && page.pictured ? page.actionsRoom + Theme.gap : page.acts && !page.sided ? page.actionsRoom + Theme.mm(8) : 0)
        spacing: page.gap
        turns: !page.turnsAside
        lead: Theme.large && !page.leadAbove ? page.lead : ""
        leadGivesWay: page.leadGivesWay
        picture: page.pictured || page.above || page.sided ? null : page.picture
        notice: page.told ? errorSummary : null
        onFocusLeft: page.hearAnew()
    }
    Loader {                                           // to the keypad they come where they stand: after what is on their left
        active: page.keyed && page.keysAside
        x: page.width - Theme.margin - width
        y: page.strip
        sourceComponent: KVisitKeys {
            language: keys.language
            offersLanguage: keys.offersLanguage
            canEnd: keys.canEnd
            onEnded: page.shell.endVisit()
            onLanguageTurned: page.shell.toggleLanguage()
        }
    }
    Component {
        id: errorSummary
        KErrorSummary { mistakes: page.mistakes; onChosen: mistake => page.mend(mistake) }
    }
    Loader {                                           // on a wide panel sheets are turned beside them, and all their height is for words
        id: sidePager
        visible: active
        active: page.turnsAside && body.sheets > 1
        x: actions.x
        y: (actions.height > 0 ? actions.y - Theme.gap : page.foot - page.footGap) - height
        width: page.sideWidth
        sourceComponent: KPager { sheet: body.sheet; sheets: body.sheets; onTurned: by => body.turn(by) }
    }
    Grid {
        id: actions
        readonly property bool abreast: page.primary && page.secondary && !Theme.large && !Theme.landscape
        readonly property real parts: (width - columnSpacing) / 5
        x: page.width - Theme.margin - width
        y: page.foot - height - page.footGap
        width: page.pictured ? body.width : Theme.landscape ? page.sideWidth : page.inner
        columns: abreast ? 2 : 1
        rowSpacing: Theme.gap
        columnSpacing: Theme.gap
        layoutDirection: Qt.RightToLeft
        KButton {
            id: first
            objectName: "primary"
            visible: page.primary
            width: actions.abreast ? Math.round(actions.parts * 3) : actions.width
            height: actions.abreast ? Math.max(implicitHeight, second.implicitHeight) : implicitHeight
            text: page.moreToRead ? qsTr("接着看") : page.primary
            icon: page.moreToRead ? "" : page.primaryIcon
            iconEnd: page.moreToRead ? "caret-right" : page.primaryIconEnd
            closed: page.primaryClosed && !page.moreToRead
            busy: page.busy
            busyText: page.busyText
            activeFocusOnTab: !closed || page.mistakes.length > 0 || activeFocus
            onActed: page.moreToRead ? body.turn(1) : page.primaryChosen()
            onRefused: if (!page.busy && page.mistakes.length > 0) page.tell()
        }
        KButton {
            id: second
            objectName: "secondary"
            visible: page.secondary && !page.secondaryWaits
            width: actions.abreast ? actions.width - actions.columnSpacing - Math.round(actions.parts * 3) : actions.width
            height: actions.abreast ? first.height : implicitHeight
            kind: "secondary"
            text: page.secondary
            icon: page.secondaryIcon
            live: !page.busy
            onActed: page.secondaryChosen()
        }
    }
    KNavBar {
        id: nav
        anchors { left: parent.left; right: parent.right }
        y: page.foot
        canGoBack: page.canGoBack && page.shell.canGoBack
        canGoHome: page.canGoHome && page.shell.canGoHome
        helpBrief: page.shell.helpCall?.brief ?? ""
        speaks: page.shell.voice?.available ?? false
        whyMute: page.shell.voice?.reason ?? ""
        speaking: !!page.shell.voice && page.shell.voice.on === true
        look: page.shell.look || null
        offersLow: look !== null && look.offersLow === true
        onChosen: place => page.choose(place)
    }
    Loader {                                           // the frame is told from afar, and in grey: something else goes on here
        anchors.fill: parent
        active: page.staffBar !== null
        sourceComponent: Rectangle { color: "transparent"; border.width: Theme.mm(1.75); border.color: Theme.here }
    }
}
