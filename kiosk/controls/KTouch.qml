import QtQuick

// What every control is made on: one target, one signal, the same by touch, key and assistive technology.
FocusScope {
    id: touch

    property string name
    property string description
    property bool closed: false                   // closed controls stay in place and say why
    property bool live: true                      // what is not live stays where it is and does nothing
    property bool quick: false                    // keys of a keypad: two taps are two digits
    readonly property bool pressed: live && tap.pressed

    // How it stands in a KBody.
    property real share: 1
    property real growsTo: 0
    property bool carded: false
    property bool keepWithNext: false

    signal acted()

    function act(spot: point) {
        if (live && (quick || Taps.admit(touch.mapToItem(null, spot))))
            acted()
    }
    function actByKey(event: var) {
        if (!event.isAutoRepeat)
            act(Qt.point(width / 2, height / 2))
    }

    activeFocusOnTab: live
    Accessible.role: Accessible.Button
    Accessible.name: name
    Accessible.description: description
    Accessible.focusable: live
    Accessible.onPressAction: act(Qt.point(width / 2, height / 2))
    Keys.onPressed: event => { Taps.byKeys = true; event.accepted = false }
    Keys.onReturnPressed: event => actByKey(event)
    Keys.onEnterPressed: event => actByKey(event)
    Keys.onSpacePressed: event => actByKey(event)

    TapHandler {
        id: tap
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: event => { Taps.byKeys = false; touch.act(event.position) }
    }
}
