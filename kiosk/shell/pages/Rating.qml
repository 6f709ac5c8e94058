pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import kiosk.controls

// Five equal rows, none preselected, one tap is enough. Leaving is as easy as rating.
KPage {
    id: page

    readonly property string promise: qsTr("点一行就好。工作人员看不到是谁评的。")

    title: qsTr("这次办事，您满意吗？")
    lead: Theme.large ? "" : promise
    secondary: qsTr("不评，结束")
    canGoBack: false
    canGoHome: false
    onSecondaryChosen: shell.rate(0)

    Repeater {
        model: [
            { stars: 5, mood: 2, text: qsTr("非常满意") },
            { stars: 4, mood: 1, text: qsTr("满意") },
            { stars: 3, mood: 0, text: qsTr("基本满意") },
            { stars: 2, mood: -1, text: qsTr("不满意") },
            { stars: 1, mood: -2, text: qsTr("非常不满意") }
        ]
        KTouch {
            id: row
            required property var modelData
            objectName: "rating." + modelData.stars
            name: modelData.text
            share: Theme.landscape ? (Theme.large ? 0.25 : 0.5) : 1
            growsTo: Theme.mm(56)
            implicitHeight: Math.max(Theme.target, words.implicitHeight + Theme.unit * 1.5)
            onActed: page.shell.rate(modelData.stars)
            Rectangle { anchors.fill: parent; radius: Theme.radius; color: row.pressed ? Theme.primaryTint : Theme.surface; border.width: Theme.contrast ? Theme.stroke : Theme.hair; border.color: Theme.outline }
            RowLayout {
                anchors { fill: parent; leftMargin: Theme.mm(9); rightMargin: Theme.mm(8) }
                spacing: Theme.mm(9)
                ArtFace { mood: row.modelData.mood; size: Math.min(Theme.mm(24), row.height - Theme.unit); ink: Theme.primary }
                KText { id: words; Layout.fillWidth: true; text: row.modelData.text; size: Math.min(Theme.title, Theme.body * 1.2); weight: Theme.strong; leading: 1.3; Accessible.ignored: true }
                KIcon { name: "caret-right"; heavy: true; color: Theme.ink2; size: Theme.body }
            }
            KFocusRing { control: row }
        }
    }
    KText { text: Theme.large ? page.promise : qsTr("哪里不满意，也可以打 12345 说。"); size: Theme.caption; color: Theme.ink2 }
}
