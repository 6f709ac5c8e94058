import QtQuick
import kiosk.controls

// Lay the card down; the page turns by itself when it has been read.
KDevicePrompt {
    id: page

    readonly property var line: shell.prompt

    title: qsTr("请把身份证平放在读卡区")
    steps: shell.steps
    step: shell.step
    condition: line.state
    status: line.status
    problem: line.problem
    act: line.act
    instructions: [qsTr("先从卡套里取出身份证"), qsTr("平放在屏幕右下方的亮框里"), qsTr("屏幕换页了，再拿起来")]
    secondary: qsTr("没带身份证，怎么办？")
    onSecondaryChosen: shell.help()
    picture: Component { ArtIdCard { phase: move.at; KPhase { id: move; resting: 0 } } }
}
