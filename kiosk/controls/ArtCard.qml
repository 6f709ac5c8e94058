import QtQuick

// An identity card as everybody knows it, of nobody.
ArtSlab {
    width: 360
    height: 227
    radius: 18
    color: Theme.contrast ? "#000000" : "#EEF5F8"
    border.width: Theme.contrast ? 4 : 3
    border.color: Theme.contrast ? "#FFFFFF" : "#A9BFC4"
    Rectangle { x: 28; y: 30; width: 46; height: 14; radius: 7; color: Theme.artMark }
    Rectangle { x: 88; y: 30; width: 92; height: 14; radius: 7; color: Theme.contrast ? "#FFFFFF" : Theme.artBody }
    Rectangle { x: 28; y: 62; width: 46; height: 14; radius: 7; color: Theme.artMark }
    Rectangle { x: 88; y: 62; width: 60; height: 14; radius: 7; color: Theme.contrast ? "#FFFFFF" : Theme.artBody }
    Rectangle { x: 28; y: 94; width: 46; height: 14; radius: 7; color: Theme.artMark }
    Rectangle { x: 88; y: 94; width: 122; height: 14; radius: 7; color: Theme.contrast ? "#FFFFFF" : Theme.artBody }
    Rectangle { x: 88; y: 120; width: 96; height: 14; radius: 7; color: Theme.contrast ? "#FFFFFF" : Theme.artBody }
    Rectangle { x: 28; y: 176; width: 304; height: 18; radius: 9; color: Theme.contrast ? "#FFFFFF" : Theme.artBody }
    Item {
        x: 240; y: 28; width: 92; height: 118
        Rectangle { anchors.fill: parent; radius: 8; color: Theme.contrast ? "#333333" : "#CBDCE2" }
        Rectangle { x: 27; y: 20; width: 38; height: 44; radius: 19; color: Theme.contrast ? "#FFFFFF" : Theme.artBody }
        Rectangle { x: 10; y: 72; width: 72; height: 46; topLeftRadius: 34; topRightRadius: 34; antialiasing: true; color: Theme.contrast ? "#FFFFFF" : Theme.artBody }
    }
}
