import QtQuick
import kiosk.controls

// Qt complains of it.
SeededPage {
    KText { property var nobody: null; text: nobody ? "" : "有人吗"; width: nobody.width }
}
