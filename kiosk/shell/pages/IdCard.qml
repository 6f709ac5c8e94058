import QtQuick
import kiosk.controls

// The act is the primary action: lay the card down. What the machine is waiting for stands in words, and so does what went wrong.
KPage {
    id: page

    readonly property var line: shell.prompt
    readonly property bool wrong: line.state === "problem"
    readonly property var said: [line.problem, line.act].filter(part => part)

    title: qsTr("请把身份证平放在读卡区")
    steps: shell.steps
    step: shell.step
    secondary: qsTr("没带身份证，怎么办？")
    onSecondaryChosen: shell.help()
    picture: Component { ArtIdCard { phase: move.at; KPhase { id: move; resting: 0 } } }

    KBanner {
        objectName: "prompt"
        tone: page.wrong ? "stop" : page.line.state === "waiting" ? "wait" : "note"
        icon: page.wrong ? "warning" : page.line.state === "waiting" ? "hourglass-medium" : "check-circle"
        text: page.line.status
        act: Theme.large ? "" : page.said.join("\n")
    }
    KText { visible: Theme.large && text; text: page.line.problem }
    KText { visible: Theme.large && text; text: page.line.act; weight: Theme.medium }
    KStep { visible: !page.wrong; number: 1; text: qsTr("先从卡套里取出身份证") }
    KStep { visible: !page.wrong; number: 2; text: qsTr("平放在屏幕右下方的亮框里") }
    KStep { visible: !page.wrong; number: 3; text: qsTr("屏幕换页了，再拿起来") }
}
