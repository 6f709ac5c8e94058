import QtQuick
import kiosk.controls

// Hold the report's code before the window; nobody is asked who they are.
KDevicePrompt {
    id: page

    required property var flow
    readonly property var said: flow.codeProblem

    title: qsTr("请扫报告上的码")
    condition: said.title ? "problem" : "waiting"
    status: said.title || qsTr("正在等报告上的码")
    patience: qsTr("不用身份证，也不记录。")
    act: said.act || ""
    instructions: [qsTr("翻到报告的最后一页"), qsTr("把大方码对准左下方的亮窗，离一掌远"), qsTr("屏幕换页了，照着和纸上对一对")]
    picture: Component { ArtReportCode { phase: move.at; KPhase { id: move; resting: 0.5 } } }
}
