pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import kiosk.controls

// Five equal rows, none preselected, one tap is enough. Leaving is as easy as rating.
KPage {
    id: page

    readonly property string promise: qsTr("点一行就好。工作人员看不到是谁评的。")

    function word(stars: int): string {
        return stars === 5 ? qsTr("非常满意") : stars === 4 ? qsTr("满意") : stars === 3 ? qsTr("基本满意") : stars === 2 ? qsTr("不满意") : qsTr("非常不满意")
    }

    title: qsTr("这次办事，您满意吗？")
    lead: Theme.large ? "" : promise
    secondary: qsTr("不评，结束")
    canGoBack: false
    canGoHome: false
    onSecondaryChosen: shell.rate(0)

    Repeater {
        model: 5
        KTouch {
            id: row
            required property int index
            readonly property int stars: 5 - index
            objectName: "rating." + stars
            name: page.word(stars)
            share: !Theme.landscape ? 1 : Theme.large && !(Theme.s > 1.6 && page.shell.language === "en") ? 0.25 : 0.5
            growsTo: Theme.mm(56)
            implicitHeight: Math.max(Theme.target, words.implicitHeight + Theme.unit * 1.5)
            onActed: page.shell.rate(stars)
            Rectangle { anchors.fill: parent; radius: Theme.radius; color: row.pressed ? Theme.primaryTint : Theme.surface; border.width: Theme.contrast ? Theme.stroke : Theme.hair; border.color: Theme.outline }
            RowLayout {
                anchors { fill: parent; leftMargin: Theme.mm(9); rightMargin: Theme.mm(8) }
                spacing: Theme.mm(9)
                ArtFace { mood: row.stars - 3; size: Math.min(Theme.mm(24), row.height - Theme.unit); ink: Theme.primary }
                KText { id: words; Layout.fillWidth: true; text: row.name; size: Math.min(Theme.title, Theme.body * 1.2); weight: Theme.strong; leading: 1.3; Accessible.ignored: true }
                KIcon { visible: !(Theme.large && Theme.landscape); name: "caret-right"; heavy: true; color: Theme.ink2; size: Theme.body }   // there the words need its room
            }
            KFocusRing { control: row }
        }
    }
    KText { text: Theme.large ? page.promise : qsTr("哪里不满意，也可以打 12345 说。"); size: Theme.caption; color: Theme.ink2 }
}
