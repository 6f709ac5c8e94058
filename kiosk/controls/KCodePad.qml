import QtQuick
import kiosk.typing

// A pad for codes that check themselves: at each place only what can stand there is offered, and what is wrong is said at once.
// purpose: uscc (GB 32100) | id-number (GB 11643). The page's owner keeps the value.
KKeypad {
    id: pad

    property string purpose: "uscc"
    readonly property bool whole: CodeGuide.whole(purpose, value)

    creditCode: purpose === "uscc"
    citizen: purpose === "id-number"
    length: 18
    groups: purpose === "uscc" ? [4, 4, 4, 4, 2] : [6, 8, 4]
    possible: CodeGuide.possible(purpose, value)
    complaint: wrong(CodeGuide.complaint(purpose, value))

    function wrong(code: string): string {
        return code === "uscc-wrong" ? qsTr("有一位按错了：最后一位和前面对不上，请从头看一遍")
             : code === "uscc-office" ? qsTr("第 1 位不对，企业一般是 9")
             : code === "uscc-region" ? qsTr("第 3 到 8 位是地区，都是数字，东莞是 441900")
             : code === "uscc-alphabet" ? qsTr("代码里没有这个字母")
             : code === "id-wrong" ? qsTr("有一位按错了：最后一位和前面对不上，请从头看一遍")
             : code === "id-region" ? qsTr("前两位是省份，没有这个省份")
             : code === "id-birth" ? qsTr("第 7 到 14 位是出生年月日，没有这一天")
             : code === "id-alphabet" ? qsTr("身份证号都是数字，最后一位可以是 X") : ""
    }
}
