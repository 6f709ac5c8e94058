import QtQuick
import kiosk.controls

// The act is the primary action: lay the card down. What the machine is waiting for stands in words, and so does what went wrong.
KPage {
    id: page

    readonly property var line: shell.prompt

    title: qsTr("请把身份证平放在读卡区")
    steps: shell.steps
    step: shell.step
    secondary: qsTr("没带身份证，怎么办？")
    onSecondaryChosen: shell.help()
    picture: Component { ArtIdCard { phase: move.at; KPhase { id: move; resting: 0 } } }

    KBanner {
        objectName: "prompt"
        tone: page.line.state === "problem" ? "stop" : page.line.state === "waiting" ? "wait" : "note"
        icon: page.line.state === "problem" ? "warning" : page.line.state === "waiting" ? "hourglass-medium" : "check-circle"
        text: page.line.status
        act: [page.line.problem, page.line.act].filter(part => part).join("\n")
    }
    KStep { visible: page.line.state !== "problem"; number: 1; text: qsTr("先从卡套里取出身份证") }
    KStep { visible: page.line.state !== "problem"; number: 2; text: qsTr("平放在屏幕右下方的亮框里") }
    KStep { visible: page.line.state !== "problem"; number: 3; text: qsTr("显示“读到了”，再拿起来") }
}
