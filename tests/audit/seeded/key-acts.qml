import QtQuick
import kiosk.controls

// A finger works it, no key does.
SeededPage {
    FocusScope {
        id: deaf
        signal acted()
        implicitHeight: 100
        activeFocusOnTab: true
        Accessible.role: Accessible.Button
        Accessible.name: "只认手指"
        Accessible.onPressAction: deaf.acted()
        TapHandler { onTapped: deaf.acted() }
        KFocusRing { control: deaf }
    }
}
