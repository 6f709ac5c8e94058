import QtQuick

// Sheets are turned by buttons, never flicked. At the first and the last sheet the button stays where it is.
// In a narrow place the count stands above the two.
Item {
    id: pager

    property int sheet: 0                            // counted from 0
    property int sheets: 1
    readonly property bool narrow: width < Theme.mm(170)
    readonly property real longest: Math.max(lengthOf(back.text), lengthOf(on.text)) + (narrow ? 0 : 130)
    readonly property real size: Math.min(Theme.body, Theme.mm(16), 100 * (each - 2 * Theme.unit) / longest)
    readonly property real countSize: Math.min(Theme.body, Theme.mm(13))
    readonly property real each: narrow ? (width - Theme.gap) / 2 : (width - count.width - 2 * Theme.gap) / 2
    signal turned(int by)

    function lengthOf(words: string): real {             // in letters 100 px high; measured anew once the typeface is known
        return measure.font.pixelSize > 0 ? measure.advanceWidth(words) : 0
    }

    implicitHeight: back.height + (narrow ? count.height + Theme.half : 0)

    FontMetrics { id: measure; font.family: Theme.family; font.weight: Theme.strong; font.pixelSize: 100 }
    KButton {
        id: back
        objectName: "pager.back"
        width: pager.each
        height: Math.max(implicitHeight, on.implicitHeight)
        y: pager.height - height
        slim: true
        size: pager.size
        kind: "secondary"
        icon: pager.narrow ? "" : "caret-left"
        text: qsTr("上一页")
        live: pager.sheet > 0
        onActed: pager.turned(-1)
    }
    KText {
        id: count
        x: (pager.width - width) / 2
        y: pager.narrow ? 0 : (pager.height - height) / 2
        text: (pager.sheet + 1) + " / " + pager.sheets
        size: pager.countSize
        weight: Theme.medium
        wrapMode: Text.NoWrap
        Accessible.name: qsTr("第 %1 页，共 %2 页").arg(pager.sheet + 1).arg(pager.sheets)
    }
    KButton {
        id: on
        objectName: "pager.on"
        x: pager.width - width
        width: pager.each
        height: back.height
        y: pager.height - height
        slim: true
        size: pager.size
        kind: "secondary"
        iconEnd: pager.narrow ? "" : "caret-right"
        text: qsTr("下一页")
        live: pager.sheet < pager.sheets - 1
        onActed: pager.turned(1)
    }
}
