import QtQuick
import kiosk.controls

// A standard address, picked.
KFieldPage {
    id: page

    field: picker
    wanting: qsTr("请先选好地址")

    KAddressPicker {
        id: picker
        objectName: "place"
        label: page.question.label || ""
        text: page.question.text || ""
        onPicked: text => page.flow.write(text)
    }
}
