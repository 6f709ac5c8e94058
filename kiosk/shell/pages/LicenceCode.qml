import QtQuick
import kiosk.controls

// Hold the phone's licence code before the window.
KPage {
    id: page

    readonly property var line: shell.prompt
    readonly property bool wrong: line.state === "problem"
    readonly property var said: [line.problem, line.act].filter(part => part)

    title: qsTr("请出示电子营业执照码")
    steps: shell.steps
    step: shell.step
    secondary: qsTr("手机里还没有执照")
    onSecondaryChosen: shell.help()
    picture: Component { ArtLicenceCode { phase: move.at; KPhase { id: move; resting: 0.5 } } }

    KBanner {
        objectName: "prompt"
        tone: page.wrong ? "stop" : page.line.state === "waiting" ? "wait" : "note"
        icon: page.wrong ? "warning" : "hourglass-medium"
        text: page.line.status
        act: page.line.state === "waiting" ? qsTr("方码 5 分钟内有效。") : Theme.large ? "" : page.said.join("\n")
    }
    KText { visible: Theme.large && text; text: page.line.problem }
    KText { visible: Theme.large && text; text: page.line.act; weight: Theme.medium }
    KStep { visible: !page.wrong; number: 1; text: qsTr("在微信或支付宝里搜“电子营业执照”") }
    KStep { visible: !page.wrong; number: 2; text: qsTr("点“出示执照”，就会出现方码") }
    KStep { visible: !page.wrong; number: 3; text: qsTr("对准左下方的亮窗，离一掌远") }
}
