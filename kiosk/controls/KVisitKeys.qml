import QtQuick

// What a visitor may want on any page besides the bar: the other language, and to end at once. In the header; in 低位 where a hand comes.
Row {
    id: keys

    property string language: "zh"
    property bool offersLanguage: true
    property bool canEnd: false
    signal ended()
    signal languageTurned()

    spacing: Theme.unit

    KSmallKey {
        objectName: "header.language"
        visible: keys.offersLanguage
        text: keys.language === "en" ? "中文" : "EN"
        name: keys.language === "en" ? "中文" : "EN, English"
        onActed: keys.languageTurned()
    }
    KSmallKey {
        objectName: "header.end"
        visible: keys.canEnd
        icon: "sign-out"
        text: qsTr("结束")
        description: qsTr("结束办理，清除我的信息")
        onActed: keys.ended()
    }
}
