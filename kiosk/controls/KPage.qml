pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts

// Anatomy, top to bottom: header, stepper, heading, lead, body, actions, navigation.
// A page gives words and blocks; here they are placed so that the bar is whole and nothing is cut, at every size.
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
    property bool readToEnd: false                   // what does not fit on one sheet is shown before the primary action is offered
    property bool canGoBack: true
    property bool canGoHome: true
    property real gap: Theme.gap
    readonly property alias sheet: body.sheet
    readonly property alias sheets: body.sheets
    readonly property bool moreToRead: readToEnd && !body.last
    readonly property string stepWords: step > 0 ? qsTr("第 %1 步，共 %2 步").arg(step).arg(steps.length) : ""
    readonly property bool pictured: picture !== null && Theme.landscape && !Theme.large
    readonly property bool asided: aside !== null && Theme.landscape && !Theme.large
    readonly property bool acts: primary !== "" || secondary !== ""
    signal primaryChosen()
    signal secondaryChosen()

    function choose(place: string) {
        if (place === "back")
            shell.back()
        else if (place === "home")
            shell.home()
        else if (place === "help")
            shell.help()
        else if (place === "size")
            shell.cycleTextSize()
        else
            shell.cycleContrast()
    }

    focus: true
    color: Theme.paper
    Keys.onPressed: event => {
        Taps.byKeys = true
        event.accepted = true
        if (event.key === Qt.Key_Help)                 // the keypad's own: anywhere on the page
            page.choose("help")
        else if (event.key === Qt.Key_Back && nav.canGoBack)
            page.choose("back")
        else
            event.accepted = false
    }
    Accessible.role: Accessible.Pane
    Accessible.name: title

    ColumnLayout {
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: nav.top }
        spacing: 0

        KHeader {
            Layout.fillWidth: true
            who: page.shell.who
            place: page.shell.place
            time: page.shell.clock
            note: Theme.landscape ? page.stepWords : ""
            onEnded: page.shell.endVisit()
        }
        Loader {
            visible: active
            active: page.staffBar !== null
            Layout.fillWidth: true
            sourceComponent: page.staffBar
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.leftMargin: Theme.margin
            Layout.rightMargin: Theme.margin
            spacing: Theme.section

            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                spacing: 0

                Loader {
                    visible: active
                    active: page.step > 0 && !Theme.landscape
                    Layout.fillWidth: true
                    Layout.topMargin: Theme.mm(Theme.large ? 6 : 10)
                    Layout.bottomMargin: Theme.large ? -Theme.mm(5) : -Theme.mm(6)
                    sourceComponent: KStepper { steps: page.steps; current: page.step; words: page.stepWords }
                }
                RowLayout {
                    visible: page.title
                    Layout.fillWidth: true
                    Layout.topMargin: Theme.mm(Theme.landscape ? (Theme.large ? 5 : 8) : Theme.large ? 7 : 10)
                    spacing: Theme.unit
                    KIcon {
                        visible: page.outcome
                        solid: true
                        name: page.outcome === "ok" ? "check-circle" : "warning"
                        size: Theme.title * 1.15
                        color: page.outcome === "ok" ? Theme.success : page.outcome === "wait" ? Theme.hereInk : Theme.danger
                        Layout.alignment: Qt.AlignTop
                        Layout.topMargin: (Theme.title * 1.3 - size) / 2 + Theme.title * 0.05
                    }
                    KText {
                        objectName: "title"
                        Layout.fillWidth: true
                        text: page.title
                        size: Theme.title
                        weight: Theme.strong
                        leading: 1.3
                        Accessible.role: Accessible.Heading
                    }
                }
                KText {
                    visible: page.lead && !Theme.large
                    Layout.fillWidth: true
                    Layout.topMargin: Theme.half
                    text: page.lead
                    color: Theme.ink2
                }
                RowLayout {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.topMargin: Theme.mm(Theme.landscape && Theme.large ? 4 : Theme.landscape || Theme.large ? 6 : 8)
                    Layout.bottomMargin: Theme.mm(Theme.landscape || Theme.large ? 6 : 8)
                    spacing: Theme.mm(14)
                    Loader {
                        visible: active
                        active: page.pictured
                        sourceComponent: page.picture
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.preferredWidth: 4
                    }
                    ColumnLayout {
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.preferredWidth: 3
                        spacing: Theme.gap
                        KBody {
                            id: body
                            Layout.fillWidth: true
                            Layout.fillHeight: true
                            spacing: page.gap
                            lead: Theme.large ? page.lead : ""
                            leadGivesWay: page.leadGivesWay
                            picture: Theme.landscape ? null : page.picture
                        }
                        Item { visible: page.acts && page.pictured; implicitHeight: actions.height }
                    }
                }
                Item { visible: page.acts && !Theme.landscape; implicitHeight: actions.height + Theme.mm(8) }
            }
            ColumnLayout {
                visible: Theme.landscape && !page.pictured && (page.acts || page.picture !== null)
                Layout.fillHeight: true
                Layout.minimumWidth: Theme.mm(128)
                Layout.preferredWidth: Theme.mm(128)
                Layout.maximumWidth: Theme.mm(128)
                Layout.topMargin: Theme.mm(8)
                Layout.bottomMargin: Theme.mm(6)
                spacing: Theme.gap
                Loader {
                    visible: active
                    active: Theme.landscape && !page.pictured && (page.picture !== null || page.asided)
                    sourceComponent: page.picture || page.aside
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                }
                Item { Layout.fillHeight: page.picture === null && !page.asided; implicitHeight: actions.height }
            }
        }
    }
    GridLayout {
        id: actions
        x: page.width - Theme.margin - width
        y: page.height - nav.height - height - Theme.mm(Theme.landscape ? 6 : 8)
        width: page.pictured ? body.width : Theme.landscape ? Theme.mm(128) : page.width - 2 * Theme.margin
        columns: page.primary && page.secondary && !Theme.large && !Theme.landscape ? 2 : 1
        rowSpacing: Theme.gap
        columnSpacing: Theme.gap
        layoutDirection: Qt.RightToLeft
        KButton {
            objectName: "primary"
            visible: page.primary
            Layout.fillWidth: true
            Layout.preferredWidth: 3
            text: page.moreToRead ? qsTr("接着看") : page.primary
            icon: page.moreToRead ? "" : page.primaryIcon
            iconEnd: page.moreToRead ? "caret-right" : page.primaryIconEnd
            closed: page.primaryClosed && !page.moreToRead
            busy: page.busy
            busyText: page.busyText
            onActed: page.moreToRead ? body.turn(1) : page.primaryChosen()
        }
        KButton {
            objectName: "secondary"
            visible: page.secondary
            Layout.fillWidth: true
            Layout.preferredWidth: 2
            kind: "secondary"
            text: page.secondary
            icon: page.secondaryIcon
            live: !page.busy
            onActed: page.secondaryChosen()
        }
    }
    KNavBar {
        id: nav
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        canGoBack: page.canGoBack && page.shell.canGoBack
        canGoHome: page.canGoHome && page.shell.canGoHome
        onChosen: place => page.choose(place)
    }
    Loader {                                           // the frame is told from afar, and in grey: something else goes on here
        anchors.fill: parent
        active: page.staffBar !== null
        sourceComponent: Rectangle { color: "transparent"; border.width: Theme.mm(1.75); border.color: Theme.here }
    }
}
