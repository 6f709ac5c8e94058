import QtQuick

// A real page of a real paper, on a well. Never cached: the paper is somebody's.
Rectangle {
    id: well

    property url source
    property string name
    property real share: 1
    property real growsTo: Infinity
    property real shrinksTo: Theme.mm(60)

    implicitHeight: Theme.mm(240)
    radius: Theme.radius
    color: Theme.well
    border.width: Theme.contrast ? Theme.hair : 0
    border.color: Theme.line

    Rectangle {
        id: sheet
        readonly property real fit: Math.min(well.width - Theme.mm(12), (well.height - Theme.mm(10)) * 210 / 297)
        anchors.centerIn: parent
        width: Math.round(fit)
        height: Math.round(fit * 297 / 210)
        color: "#FFFFFF"
        border.width: 2
        border.color: Theme.outline
        Image {
            anchors { fill: parent; margins: 2 }
            source: well.source
            cache: false
            asynchronous: false
            fillMode: Image.PreserveAspectFit
            smooth: true
            mipmap: true
            Accessible.role: Accessible.Graphic
            Accessible.name: well.name
        }
    }
}
