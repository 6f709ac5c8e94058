import QtQuick
import kiosk.controls

// Nobody came: a number is left, with a clear yes to what it is kept for.
KPage {
    id: page

    readonly property var call: shell.callback
    readonly property bool landline: call.phone.startsWith("0")

    title: qsTr("打哪个电话给您？")
    lead: qsTr("手机，或者区号加座机。只用来给您回电话，加密存放，回完就抹掉。")
    primary: call.complete ? qsTr("同意，请回电话给我") : pad.missing > 0 || landline ? qsTr("请先输完号码") : qsTr("号码不对，请改一改")
    primaryIcon: call.complete ? "phone-call" : ""
    primaryClosed: !call.complete
    busy: call.filing
    onPrimaryChosen: call.agree()

    KKeypad {
        id: pad
        forEarsOnly: true
        length: page.landline ? 12 : 11
        groups: page.landline ? [4, 4, 4] : [3, 4, 4]
        label: qsTr("回电号码")
        value: page.call.phone
        error: page.call.problem
        onEdited: value => page.call.setPhone(value)
    }
}
