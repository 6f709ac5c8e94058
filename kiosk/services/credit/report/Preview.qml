pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// The real pages, as they were sealed, one a sheet, and in words what they say.
KPage {
    id: page

    required property var flow
    readonly property var report: flow.report
    readonly property var pictures: report.pictures || []
    readonly property var conclusions: report.conclusions || []
    readonly property string says: conclusions.join("\n")

    title: qsTr("报告好了，已盖章")
    lead: asided || Theme.large ? "" : says
    steps: flow.steps
    step: flow.step
    primary: qsTr("打印 1 份，共 %1 页").arg(report.pages || 0)
    primaryIcon: "printer"
    secondary: qsTr("不打印，结束")
    canGoBack: false
    aside: Component { KText { text: page.says; fontSizeMode: Text.VerticalFit; minimumPixelSize: Theme.least } }
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: shell.endVisit()

    Repeater {                                           // large text: one after the other, so that each fits on its sheet
        model: Theme.large ? page.conclusions.length : 0
        KText {
            required property int index
            text: page.conclusions[index] || ""
            keepWithNext: /[：:]$/.test(text)        // what it announces stands on the same sheet
            color: Theme.ink2
        }
    }
    Repeater {
        model: page.pictures.length
        KPageImage {
            required property int index
            objectName: "preview.page." + (index + 1)
            shrinksTo: Theme.mm(Theme.landscape ? 100 : 150)
            source: page.pictures[index] || ""
            name: qsTr("报告第 %1 页，共 %2 页").arg(index + 1).arg(page.pictures.length)
        }
    }
}
