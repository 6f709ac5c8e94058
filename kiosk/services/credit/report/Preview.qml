import QtQuick
import kiosk.controls

// The real pages, as they were sealed, and in words what they say.
KPage {
    id: page

    required property var flow
    readonly property var report: flow.report
    readonly property var pictures: report.pictures || []
    readonly property var conclusions: report.conclusions || []
    property int shown: 0

    title: qsTr("报告好了，已盖章")
    lead: conclusions.join("\n")
    steps: flow.steps
    step: flow.step
    primary: qsTr("打印 1 份，共 %1 页").arg(report.pages || 0)
    primaryIcon: "printer"
    secondary: qsTr("不打印，结束")
    canGoBack: false
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: shell.endVisit()

    KPageImage {
        objectName: "preview.page"
        source: page.pictures[page.shown] || ""
        name: qsTr("报告第 %1 页，共 %2 页").arg(page.shown + 1).arg(page.pictures.length)
    }
    KPager {
        objectName: "preview.pager"
        visible: page.pictures.length > 1
        sheet: page.shown
        sheets: page.pictures.length
        onTurned: by => page.shown = Math.max(0, Math.min(page.pictures.length - 1, page.shown + by))
    }
}
