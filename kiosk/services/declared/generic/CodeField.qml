import QtQuick
import kiosk.controls

// A code that checks itself: an enterprise's or a person's.
KFieldPage {
    id: page

    field: pad
    fault: pad.fault
    wanting: pad.missing > 0 ? qsTr("请先输完 18 位") : qsTr("号码不对，请改一改")

    KCodePad {
        id: pad
        forEarsOnly: purpose === "id-number"
        purpose: page.question.kind === "id-number" ? "id-number" : "uscc"
        label: page.question.label || ""
        value: page.question.text || ""
        error: page.question.problem || ""
        onEdited: value => page.flow.write(value)
    }
}
