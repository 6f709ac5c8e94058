import QtQuick
import kiosk.controls

// Hold the phone's licence code before the window.
KDevicePrompt {
    id: page

    readonly property var line: shell.prompt

    title: qsTr("请出示电子营业执照码")
    steps: shell.steps
    step: shell.step
    condition: line.state
    status: line.status
    patience: qsTr("方码 5 分钟内有效。")
    problem: line.problem
    act: line.act
    instructions: [qsTr("在微信或支付宝里搜“电子营业执照”"), qsTr("点“出示执照”，就会出现方码"), qsTr("对准左下方的亮窗，离一掌远")]
    secondary: qsTr("手机里还没有执照")
    onSecondaryChosen: shell.help()
    picture: Component { ArtLicenceCode { phase: move.at; KPhase { id: move; resting: 0.5 } } }
}
