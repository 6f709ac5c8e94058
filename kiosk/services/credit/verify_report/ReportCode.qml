import QtQuick
import kiosk.controls

// Hold the report's code before the window; nobody is asked who they are.
KPage {
    id: page

    required property var flow
    readonly property var wrong: flow.codeProblem

    title: qsTr("请扫报告上的码")
    picture: Component { ArtReportCode { phase: move.at; KPhase { id: move; resting: 0.5 } } }

    KBanner {
        objectName: "prompt"
        tone: page.wrong.title ? "stop" : "wait"
        icon: page.wrong.title ? "warning" : "hourglass-medium"
        text: page.wrong.title || qsTr("正在等报告上的码")
        act: page.wrong.act || qsTr("不用身份证，也不记录。")
    }
    KStep { number: 1; text: qsTr("翻到报告的最后一页") }
    KStep { number: 2; text: qsTr("把大方码对准左下方的亮窗，离一掌远") }
    KStep { number: 3; text: qsTr("屏幕换页了，照着和纸上对一对") }
}
