import QtQuick
import QtQuick.Layouts

// Sheets are turned by buttons, never flicked. At the first and the last sheet the button stays where it is.
RowLayout {
    id: pager

    property int sheet: 0                            // counted from 0
    property int sheets: 1
    property real size: Math.min(Theme.body, Theme.mm(13))
    signal turned(int by)

    spacing: Theme.gap

    KButton {
        id: back
        objectName: "pager.back"
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        slim: true
        kind: "secondary"
        icon: "caret-left"
        text: qsTr("上一页")
        live: pager.sheet > 0
        onActed: pager.turned(-1)
    }
    KText {
        text: (pager.sheet + 1) + " / " + pager.sheets
        size: pager.size
        weight: Theme.medium
        wrapMode: Text.NoWrap
        Accessible.name: qsTr("第 %1 页，共 %2 页").arg(pager.sheet + 1).arg(pager.sheets)
    }
    KButton {
        id: on
        objectName: "pager.on"
        Layout.fillWidth: true
        Layout.preferredWidth: 1
        slim: true
        kind: "secondary"
        iconEnd: "caret-right"
        text: qsTr("下一页")
        live: pager.sheet < pager.sheets - 1
        onActed: pager.turned(1)
    }
}
