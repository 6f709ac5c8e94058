import QtQuick
import kiosk.controls

// Nothing is wrong.
SeededPage {}
