import QtQuick
import kiosk.controls

// It says what is wrong, and leads nowhere.
SeededPage {
    KErrorSummary { mistakes: [{ text: "电话少了一位", field: "phone" }] }
}
