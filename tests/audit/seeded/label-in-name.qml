import QtQuick
import kiosk.controls

// It is called otherwise than it says.
SeededPage {
    KTouch {
        id: other
        name: "打开"
        description: "进入"
        implicitHeight: 100
        KText { text: "进入"; Accessible.ignored: true }
        KFocusRing { control: other }
    }
}
