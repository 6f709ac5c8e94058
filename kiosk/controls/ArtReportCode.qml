import QtQuick
import QtQuick.Shapes

// Hold the report's last page before the window: its code at the left, its seal at the right. phase moves the light bar.
ArtStage {
    id: art
    property real phase: 0.5

    ArtKiosk { x: 56; y: 30; spot: "scan" }
    Shape {
        ShapePath {
            strokeColor: Theme.contrast ? "#FFFFFF" : Theme.hereLine
            strokeWidth: 4
            fillColor: "transparent"
            strokeStyle: ShapePath.DashLine
            dashPattern: [1, 3]
            capStyle: ShapePath.RoundCap
            startX: 262; startY: 354
            PathLine { x: 330; y: 354 }
        }
    }
    ArtSlab { x: 340; y: 48; width: 212; height: 456; radius: 32 }
    ArtSlab { x: 362; y: 150; width: 168; height: 252; radius: 14; color: Theme.artSide }
    Rectangle { x: 362; y: 150; width: 168; height: 252; radius: 14; color: "transparent"; border.width: 7; border.color: Theme.here; antialiasing: true }
    Shape {
        ShapePath {
            strokeWidth: Theme.contrast ? 4 : -1
            strokeColor: Theme.here
            fillColor: Theme.contrast ? "#000000" : "#FBE7BB"
            startX: 552; startY: 200
            PathLine { x: 640; y: 150 }
            PathLine { x: 640; y: 420 }
            PathLine { x: 552; y: 356 }
        }
    }
    Rectangle { x: 376; y: 268 + (art.phase - 0.5) * 180; width: 140; height: 10; radius: 5; color: Theme.here }
    ArtSlab { x: 626; y: 26; width: 300; height: 508; radius: 6; color: Theme.artPaper }
    Repeater {
        model: 7
        Rectangle {
            required property int index
            x: 656
            y: 66 + index * 30
            width: [172, 240, 224, 240, 206, 240, 150][index]
            height: 12
            radius: 6
            color: index === 0 ? Theme.artBody : Theme.artMark
        }
    }
    ArtCode { x: 656; y: 318; size: 136 }
    Rectangle { x: 808; y: 338; width: 96; height: 96; radius: 48; color: "transparent"; border.width: 6; border.color: Theme.contrast ? "#FFFFFF" : Theme.seal; antialiasing: true }
    Rectangle { x: 656; y: 492; width: 240; height: 8; radius: 4; color: Theme.artMark }
}
