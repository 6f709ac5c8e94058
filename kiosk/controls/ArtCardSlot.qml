import QtQuick
import QtQuick.Shapes

// Put the same card back into its slot. phase 0: in the hand's place; 1: in the slot. Still at 0 it already tells the story.
ArtStage {
    id: art
    property real phase: 0

    ArtKiosk { x: 56; y: 30; spot: "card" }
    Shape {                                            // from the machine to the close-up
        ShapePath {
            strokeColor: Theme.contrast ? "#FFFFFF" : Theme.hereLine
            strokeWidth: 4
            fillColor: "transparent"
            strokeStyle: ShapePath.DashLine
            dashPattern: [1, 3]
            capStyle: ShapePath.RoundCap
            startX: 262; startY: 384
            PathLine { x: 340; y: 384 }
        }
    }
    ArtSlab { x: 352; y: 300; width: 552; height: 230; radius: 32; color: Theme.artSide }
    Rectangle {                                        // the slot, lit
        x: 432; y: 316; width: 392; height: 30; radius: 15
        color: "#000000"
        border.width: 7
        border.color: Theme.here
        antialiasing: true
    }
    Item {                                             // what is in the slot is not seen
        x: 352; y: 0; width: 552; height: 332
        clip: true
        ArtCard { x: 96; y: 36 + 190 * art.phase }
    }
    KIcon { x: 588; y: 392; size: 80; name: "lock-simple"; color: Theme.here }
    Shape {
        opacity: 1 - art.phase
        ShapePath {
            strokeWidth: 14
            strokeColor: Theme.hereLine
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            startX: 872; startY: 108
            PathLine { x: 872; y: 238 }
            PathMove { x: 836; y: 202 }
            PathLine { x: 872; y: 238 }
            PathLine { x: 908; y: 202 }
        }
    }
}
