import QtQuick
import kiosk.controls

// Lines that touch.
SeededPage {
    KText { text: "两行字挤在一起，读的人要眯着眼睛才能分清上一行和下一行在哪里，这样不行"; leading: 1.1 }
}
