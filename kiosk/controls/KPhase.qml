import QtQuick

// The clock of a drawing: there in 1.2 s, rest 2 s, three times, then still at what tells the story.
QtObject {
    id: phase

    property real at: resting
    property real resting: 0
    property real from: 0
    property real to: 1

    property SequentialAnimation motion: SequentialAnimation {
        running: Theme.moves
        loops: 3
        NumberAnimation { target: phase; property: "at"; from: phase.from; to: phase.to; duration: 1200; easing.type: Easing.InOutQuad }
        PauseAnimation { duration: 2000 }
        PropertyAction { target: phase; property: "at"; value: phase.resting }
    }
}
