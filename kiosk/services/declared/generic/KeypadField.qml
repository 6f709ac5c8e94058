import QtQuick
import kiosk.controls

// Digits: a number, a day, a telephone.
KFieldPage {
    id: page

    field: pad
    wanting: page.question.exact && pad.missing > 0 ? qsTr("请先输完，还差 %1 位").arg(pad.missing) : page.empty ? qsTr("请先填好") : qsTr("不对，请改一改")

    KKeypad {
        id: pad
        forEarsOnly: page.question.kind === "phone" || page.question.kind === "digits"
        length: page.question.length || 11
        groups: page.question.groups || [11]
        exact: page.question.exact === true
        decimal: page.question.decimal === true
        label: page.question.label || ""
        value: page.question.text || ""
        error: page.question.problem || ""
        onEdited: value => page.flow.write(value)
    }
}
