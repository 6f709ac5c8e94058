import QtQuick

// The clock of a drawing: there in 1.2 s, rest 1.1 s, twice, then still at what tells the story: within five seconds (WCAG 2.2.2).
QtObject {
    id: phase

    property real at: resting
    property real resting: 0
    property real from: 0
    property real to: 1

    property SequentialAnimation motion: SequentialAnimation {
        running: Theme.moves
        loops: 2
        NumberAnimation { target: phase; property: "at"; from: phase.from; to: phase.to; duration: 1200; easing.type: Easing.InOutQuad }
        PauseAnimation { duration: 1100 }
        PropertyAction { target: phase; property: "at"; value: phase.resting }
    }
}
