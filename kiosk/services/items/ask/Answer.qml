pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import kiosk.controls

// One standard answer: its words, its number and version, whether it was of use; a slip, and the service that does it.
KPage {
    id: page

    required property var flow
    readonly property var answer: flow.answer
    readonly property var parts: answer.parts || []
    readonly property bool rated: answer.rated === true
    readonly property bool printing: answer.slip === "printing"
    readonly property bool printed: answer.slip === "printed"

    title: answer.title || ""
    primary: qsTr("看完了")
    primaryIcon: "check"
    secondary: answer.service ? qsTr("去办：%1").arg(answer.serviceTitle || "") : qsTr("再问一个")
    onPrimaryChosen: flow.confirm()
    onSecondaryChosen: answer.service ? flow.openRelated() : flow.askAgain()

    Repeater {                                       // in blocks, so that a long answer goes on on the next sheet
        model: page.parts.length
        KText {
            required property int index
            objectName: "answer.text." + index
            Layout.fillWidth: true
            text: page.parts[index] || ""
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
    }
    KNumber { label: qsTr("答案编号"); number: page.answer.number || ""; own: false; note: page.answer.asOf || ""; icon: "file-text"; share: 1 }
    KBanner { objectName: "answer.rated"; visible: page.rated; icon: "check-circle"; text: qsTr("谢谢，您的评价会转给维护这条答案的单位。") }
    KChoiceRow { objectName: "answer.useful"; visible: !page.rated; share: 0.5; compact: true; leads: true; text: qsTr("有用"); onActed: page.flow.useful() }
    KChoiceRow { objectName: "answer.notUseful"; visible: !page.rated; share: 0.5; compact: true; leads: true; text: qsTr("没用"); onActed: page.flow.notUseful() }
    KChoiceRow { objectName: "answer.print"; visible: page.answer.canPrint === true && !page.printed; compact: true; leads: true; text: page.printing ? qsTr("正在打小票") : qsTr("打成小票，带编号"); onActed: page.flow.printAnswer() }
    KBanner { objectName: "answer.printed"; visible: page.printed; icon: "printer"; text: qsTr("小票打好了，请拿走。") }
    KBanner { objectName: "answer.slipTrouble"; visible: !!page.answer.slipWhat; tone: "wait"; icon: "info"; text: page.answer.slipWhat || ""; act: page.answer.slipAct || "" }
}
