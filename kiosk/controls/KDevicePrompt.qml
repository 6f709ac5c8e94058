pragma ComponentBehavior: Bound

import QtQuick

// A page on which the act itself goes on: lay it down, hold it before the window. A drawing, what the machine waits for in words,
// what went wrong and what helps, and three steps at most. The sound that goes with it is the shell's.
KPage {
    id: page

    property string condition: "waiting"             // waiting | reading | checking | problem
    property string status
    property string problem
    property string act
    property string patience                         // said while it waits
    property var instructions: []
    readonly property bool wrong: condition === "problem"
    readonly property bool waits: condition === "waiting"

    KBanner {
        objectName: "prompt"
        tone: page.wrong ? "stop" : page.waits ? "wait" : "note"
        icon: page.wrong ? "warning" : page.waits ? "hourglass-medium" : "check-circle"
        text: page.status
        act: page.waits ? page.patience : Theme.large ? "" : [page.problem, page.act].filter(part => part).join("\n")
    }
    KText { visible: Theme.large && page.wrong && text; text: page.problem }
    KText { visible: Theme.large && page.wrong && text; text: page.act; weight: Theme.medium }
    Repeater {
        model: page.wrong ? 0 : page.instructions.length
        KStep {
            required property int index
            number: index + 1
            text: page.instructions[index] || ""
        }
    }
}
