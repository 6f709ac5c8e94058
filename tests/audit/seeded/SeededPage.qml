import QtQuick
import kiosk.controls

// A page with nothing wrong: each seeded page is this one and one fault.
KPage {
    title: "样例页面"
    lead: "这里没有错。"
    primary: "下一步"
    KChoiceRow { text: "第一样"; chosen: true }
    KChoiceRow { text: "第二样"; hint: "没有人选它" }
    KBanner { text: "这是一句话。" }
}
