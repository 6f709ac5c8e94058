import QtQuick

// A small heading inside a page's body. It never stands alone at the foot of a sheet.
KText {
    weight: Theme.strong
    keepWithNext: true
}
