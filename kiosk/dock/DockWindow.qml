pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import QtQuick.Window
import kiosk.dock

// Beside the terminal's window, in the simulated hall only: what a visitor's hands and a technician's would do.
Window {
    id: window

    required property Dock dock

    visible: true
    flags: Qt.Window | Qt.WindowStaysOnTopHint         // the terminal's own window fills the screen
    width: 420
    height: 640
    x: Screen.desktopAvailableWidth - width
    y: 0
    color: "#F5F2EA"
    title: "模拟大厅 · simulated hall"

    Label {                                            // stays in sight, however far the directions go down
        id: answer
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 16 }
        wrapMode: Text.Wrap
        text: window.dock.answer
        color: "#4A4F4C"
    }
    ScrollView {
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: answer.top; margins: 16 }
        contentWidth: availableWidth
        ScrollBar.vertical.policy: ScrollBar.AlwaysOn  // there are more devices than fit, and nobody guesses it
        ColumnLayout {
            width: parent.width
            spacing: 14
            Repeater {
                model: window.dock.sections
                ColumnLayout {
                    id: section
                    required property var modelData
                    required property int index
                    Layout.fillWidth: true
                    spacing: 6
                    Label { text: section.modelData.title; font.bold: true; color: "#1A1D1C" }
                    Flow {
                        Layout.fillWidth: true
                        spacing: 6
                        Repeater {
                            model: section.modelData.directions
                            Button {
                                required property string modelData
                                required property int index
                                objectName: "dock." + section.index + "." + index
                                text: modelData
                                onClicked: window.dock.direct(section.index, index)
                            }
                        }
                    }
                }
            }
        }
    }
}
