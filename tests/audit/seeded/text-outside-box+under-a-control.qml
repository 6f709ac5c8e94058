import QtQuick
import kiosk.controls

// Words run under a button.
SeededPage {
    Item {
        implicitHeight: 120
        KText { width: 500; text: "话说到一半被按钮挡住了"; wrapMode: Text.NoWrap }
        KButton { text: "挡住"; kind: "quiet"; x: 150; width: 300 }
    }
}
