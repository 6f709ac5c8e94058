import QtQuick

// Takes what is left, so that what follows stands at the foot.
Item {
    property real growsTo: Infinity
}
