import QtQuick
import kiosk.controls

// Letters that shrink until the words fit.
SeededPage {
    KText {
        text: "这一句话要缩得很小才放得下，放得下了也没有人看得清楚，除非走到跟前，弯下腰去，把脸贴在玻璃上面慢慢地认。"
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 12
    }
}
