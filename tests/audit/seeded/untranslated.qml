import QtQuick
import kiosk.controls

// One sentence stayed Chinese.
KPage {
    title: "A sample page"
    primary: "Next"
    KText { text: "Nothing is wrong here." }
    KText { text: "这一句没有翻译" }
}
