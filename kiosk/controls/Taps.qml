pragma Singleton

import QtQuick

// A trembling hand taps twice, and the second tap must not land on what the first one brought up: the same spot,
// touched again within the guard, is one act, also when the page has changed underneath.
QtObject {
    id: taps

    property bool byKeys: false                      // someone works by keys: the focus is shown
    property double lastAt: 0
    property point lastSpot: Qt.point(-1, -1)
    readonly property real reach: Theme.mm(12)

    function admit(spot: point): bool {
        const now = Date.now()
        const again = now - lastAt < Theme.tapGuard && Math.abs(spot.x - lastSpot.x) < reach && Math.abs(spot.y - lastSpot.y) < reach
        if (again)
            return false
        lastAt = now
        lastSpot = spot
        return true
    }

    function forget() {
        lastAt = 0
    }
}
