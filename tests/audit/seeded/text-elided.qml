import QtQuick
import kiosk.controls

// The end is three dots.
SeededPage {
    Item {
        implicitHeight: 60
        KText { width: 200; text: "这一行写不下就用三个点代替"; elide: Text.ElideRight; wrapMode: Text.NoWrap }
    }
}
