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

    property bool choice: false                   // one of several to choose from
    property point placeAmong: Qt.point(0, 0)     // which of how many; the body counts
    readonly property string placeWords: placeAmong.y > 1 ? qsTr("第 %1 项，共 %2 项").arg(placeAmong.x).arg(placeAmong.y) : ""

    // How it stands in a KBody.
    property real share: 1
    property real growsTo: 0
    property bool carded: false
    property bool keepWithNext: false

    signal acted()
    signal refused()                              // somebody wants it although it is closed: the page may say what is missing

    function act(spot: point) {
        if (quick || Taps.admit(touch.mapToItem(null, spot)))
            live ? acted() : refused()
    }
    function actByKey(event: var) {
        const held = event.modifiers & (Qt.ControlModifier | Qt.AltModifier | Qt.MetaModifier)   // somebody tries for another program
        if (!event.isAutoRepeat && !held)
            act(Qt.point(width / 2, height / 2))
    }

    activeFocusOnTab: live || activeFocus         // whoever is there when it closes stays there
    Accessible.role: Accessible.Button
    Accessible.ignored: !enabled                  // on a sheet that is not up, or beneath a question: not there to anybody
    Accessible.name: name
    Accessible.description: [description, placeWords].filter(part => part).join(qsTr("，"))
    Accessible.focusable: activeFocusOnTab
    Accessible.onPressAction: act(Qt.point(width / 2, height / 2))
    Accessible.onToggleAction: act(Qt.point(width / 2, height / 2))
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
