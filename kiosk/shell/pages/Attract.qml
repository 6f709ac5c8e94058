pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import kiosk.controls

// A still poster. The mat, and beside it or below it the doors: start, elder, by ear, in English, a person.
Rectangle {
    id: page

    required property var shell
    readonly property bool speaks: page.shell.voice?.available ?? false
    readonly property bool awake: shell.somebodyThere === true && shell.ready !== false

    color: Theme.paper
    Keys.onPressed: event => {
        event.accepted = event.key === Qt.Key_Help
        if (event.accepted)
            page.shell.help()
    }
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("莞家自助")

    Rectangle {
        id: poster
        width: Theme.landscape ? Math.round(parent.width * 0.46) : parent.width
        height: Theme.landscape ? parent.height : Math.round(parent.height * (Theme.large ? 0.46 : 0.56))
        color: Theme.contrast ? "#000000" : Theme.primary
        clip: true

        KWeave {
            readonly property color strandColor: "#115B69"
            cell: poster.width / 6
            columns: 8
            rows: 9
            x: -cell * 0.5
            y: -cell * 0.42
            strand: 0.74
            visible: !Theme.contrast                   // white words on black, and nothing behind them
            warp: strandColor
            weft: "#0E5664"
            ground: poster.color
        }
        RowLayout {
            id: head
            anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.margin; topMargin: Theme.mm(13) }
            KLogo { Layout.alignment: Qt.AlignTop; size: Theme.mm(16); fore: "#FFFFFF"; text: "#FFFFFF"; ground: poster.color }
            Column {
                Layout.fillWidth: true
                KText { width: parent.width; horizontalAlignment: Text.AlignRight; text: page.shell.clock; weight: Theme.strong; color: "#FFFFFF"; size: Theme.title; leading: 1.2; wrapMode: Text.NoWrap }
                KText { width: parent.width; horizontalAlignment: Text.AlignRight; text: page.shell.dateText; size: Math.min(Theme.caption, Theme.mm(12)); color: "#FFFFFF" }
            }
        }
        ColumnLayout {
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.margin; bottomMargin: Theme.mm(Theme.large ? 6 : 20) }
            spacing: Theme.mm(Theme.large ? 4 : 8)
            KText {
                objectName: "title"
                Layout.fillWidth: true
                Layout.preferredHeight: implicitHeight
                text: qsTr("您好。\n有事，\n在这里办。")
                size: Theme.hero * (Theme.large || Theme.landscape ? 1 : 1.25)
                weight: Theme.strong
                color: "#FFFFFF"
                leading: 1.24
                font.letterSpacing: -1
                Accessible.role: Accessible.Heading
                Accessible.name: qsTr("您好。有事，在这里办。")
            }
            KText {
                Layout.fillWidth: true
                Layout.rightMargin: Theme.contrast ? 0 : Theme.mm(30)
                text: [page.shell.place, page.shell.terminalName].filter(part => part).join(Theme.large || Theme.landscape ? "\n" : " · ")
                size: Math.min(Theme.body, Theme.mm(13))
                color: "#FFFFFF"
                weight: Theme.medium
            }
        }
        Rectangle { visible: Theme.contrast; anchors.bottom: parent.bottom; width: parent.width; height: Theme.hair; color: Theme.line }
        KSeal {
            visible: !Theme.contrast
            size: Theme.mm(Theme.large ? 19 : 24)
            anchors { right: parent.right; rightMargin: Theme.margin; bottom: parent.bottom; bottomMargin: Theme.mm(Theme.large ? 10 : 21) }
        }
    }
    ColumnLayout {
        anchors { left: Theme.landscape ? poster.right : parent.left; right: parent.right; top: Theme.landscape ? parent.top : poster.bottom; bottom: parent.bottom; leftMargin: Theme.margin; rightMargin: Theme.margin; topMargin: Math.max(Theme.mm(Theme.large ? 7 : 13), Theme.landscape ? Theme.reachTop : 0); bottomMargin: Theme.mm(Theme.large ? 7 : 11) + Theme.reachBottom }
        spacing: Theme.mm(Theme.large ? 5 : 9)
        KTouch {
            id: start
            objectName: "start"
            focus: true
            name: startWords.text
            description: startHint.text
            live: page.shell.ready !== false
            Layout.fillWidth: true
            implicitHeight: Math.max(Theme.mm(Theme.low && Theme.landscape ? 28 : 40), startColumn.implicitHeight + Theme.unit * 2)
            onActed: page.shell.start()
            Rectangle { anchors.fill: parent; radius: Theme.radius; color: start.pressed || !start.live ? Theme.primaryDeep : Theme.primary; border.width: page.awake ? Theme.mm(2) : 0; border.color: Theme.here }
            RowLayout {
                anchors { fill: parent; leftMargin: Theme.mm(Theme.large ? 7 : 10); rightMargin: Theme.mm(Theme.large ? 6 : 10) }
                ColumnLayout {
                    id: startColumn
                    Layout.fillWidth: true
                    spacing: 0
                    KText { id: startWords; Layout.fillWidth: true; text: start.live ? qsTr("点这里开始") : qsTr("正在准备"); size: Theme.title; weight: Theme.strong; color: Theme.primaryInk; leading: 1.3; Accessible.ignored: true }
                    KText { id: startHint; Layout.fillWidth: true; text: page.awake ? qsTr("您来了，用手指点这里") : qsTr("提交诉求、打印信用报告，不收费"); size: Math.min(Theme.caption, Theme.mm(12)); color: Theme.primaryInk; leading: 1.3; Accessible.ignored: true }
                }
                KIcon { name: "arrow-right"; heavy: true; size: Theme.title * 1.15; color: Theme.primaryInk }
            }
            KFocusRing { control: start }
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: 2
            uniformCellHeights: true
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            Door { objectName: "door.elder"; icon: "person-arms-spread"; text: qsTr("长辈版"); hint: qsTr("字大，步骤少"); onActed: page.shell.elder() }
            Door { objectName: "door.voice"; icon: "headphones"; text: qsTr("听着办"); hint: page.speaks ? qsTr("不用看屏幕") : page.shell.voice?.reason || qsTr("这台机没有声音设备"); closed: !page.speaks; live: page.speaks; onActed: page.shell.voice.toggle() }
            Door { objectName: "door.language"; icon: "translate"; text: page.shell.language === "en" ? "中文" : "English"; hint: page.shell.language === "en" ? "点这里换中文" : "Touch to switch"; onActed: page.shell.toggleLanguage() }
            Door { objectName: "door.help"; icon: "bell-ringing"; text: qsTr("请人帮忙"); hint: qsTr("叫工作人员过来帮您"); onActed: page.shell.help() }
        }
        RowLayout {
            Layout.fillWidth: true
            KText {
                Layout.fillWidth: true
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("东莞市政务服务 · 咨询 12345")
                size: Math.min(Theme.caption, Theme.mm(11))
                color: Theme.ink2
            }
            KSmallKey {                                    // where everything is to be had sitting, at the lowest place there is
                objectName: "door.low"
                visible: !!page.shell.look && page.shell.look.offersLow === true
                icon: "wheelchair"
                text: qsTr("低位")
                description: qsTr("把要点的都放到够得着的地方")
                Accessible.checkable: true
                Accessible.checked: !!page.shell.look && page.shell.look.low === true
                onActed: page.shell.toggleLow()
            }
        }
    }

    component Door: KTouch {
        id: door
        property string icon
        property string text
        property string hint
        name: text
        description: hint
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 1
        implicitHeight: Math.max(Theme.target, words.implicitHeight + Theme.unit)
        Rectangle { anchors.fill: parent; radius: Theme.radius; color: door.pressed ? Theme.primaryTint : door.live ? Theme.surface : "transparent"; border.width: Theme.contrast && door.live ? Theme.stroke : Theme.hair; border.color: Theme.outline }
        RowLayout {
            anchors { fill: parent; leftMargin: Theme.mm(Theme.large ? 4 : 8); rightMargin: Theme.mm(Theme.large ? 3 : 6) }
            spacing: Theme.mm(Theme.large ? 4 : 7)
            KIcon { visible: Theme.s < 1.8; name: door.icon; size: Theme.mm(Theme.large ? 14 : 17); color: door.live ? Theme.primary : Theme.disabled }
            ColumnLayout {
                id: words
                Layout.fillWidth: true
                spacing: 0
                KText { Layout.fillWidth: true; text: door.text; weight: Theme.strong; leading: 1.3; color: door.live ? Theme.ink : Theme.disabled; Accessible.ignored: true }
                KText { visible: (!Theme.large || !door.live) && !(Theme.large && Theme.low && Theme.landscape); Layout.fillWidth: true; text: door.hint; size: Math.min(Theme.caption, Theme.mm(10)); leading: 1.3; color: door.live ? Theme.ink2 : Theme.disabled; Accessible.ignored: true }
            }
        }
        KFocusRing { control: door }
    }
}
