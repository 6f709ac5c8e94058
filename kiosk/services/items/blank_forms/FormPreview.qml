pragma ComponentBehavior: Bound

import QtQuick
import kiosk.controls

// The very pages that will be printed, but for their number; and what they are not.
KPage {
    id: page

    required property var flow
    readonly property var form: flow.form
    readonly property var pictures: form.pictures || []

    title: form.name || ""
    lead: form.version || ""
    leadGivesWay: true
    primary: qsTr("打印 1 份，共 %1 页").arg(form.pages || 0)
    primaryIcon: "printer"
    busy: flow.waiting
    busyText: qsTr("正在准备，请稍等")
    secondary: form.fillable ? qsTr("填上我的名称") : ""
    secondaryIcon: "identification-card"
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: flow.fillIn()

    KBanner { objectName: "form.caution"; visible: !!page.form.caution; tone: "wait"; icon: "info"; text: page.form.caution || "" }
    KBanner { objectName: "form.leftBlank"; visible: page.form.leftBlank === true; icon: "info"; text: qsTr("有一项填不上，请用笔写。") }
    Repeater {
        model: page.pictures.length
        KPageImage {
            required property int index
            objectName: "preview.page." + (index + 1)
            shrinksTo: Theme.mm(Theme.landscape ? 100 : 150)
            source: page.pictures[index] || ""
            name: qsTr("第 %1 页，共 %2 页").arg(index + 1).arg(page.pictures.length)
        }
    }
}
