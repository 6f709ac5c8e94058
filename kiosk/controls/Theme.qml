pragma Singleton

import QtQuick

// Every length is millimetres x pxPerMm, so a 21.5" and a 43" panel show the same thing at the same physical size.
QtObject {
    id: theme

    // ---- set by the terminal's site configuration and by the user ----
    property real pxPerMm: 4.03
    property string mode: "standard"          // standard | elder | contrast | elder-contrast
    property real textScale: 1.0              // 1.0 to 2.0 by quarters, the 字号 button
    property bool landscape: false
    property int reachTop: 0                  // 低位: px from the top that no seated hand comes to; 0: everything is in reach
    property int reachBottom: 0               // the same from the bottom
    property bool still: false                // voice mode, pictures for the handbook: nothing moves
    property int tapGuard: 400                // ms in which a second tap on the same spot is the same tap

    readonly property bool elder: mode.startsWith("elder")
    readonly property bool contrast: mode.endsWith("contrast")
    readonly property bool low: reachTop > 0 || reachBottom > 0
    readonly property real s: Math.min(elder ? Math.max(1.5, textScale) : textScale, low && landscape ? 1.5 : 2)   // a wide panel has 160 mm in reach
    readonly property bool large: s > 1.2      // fewer things a page, one column, words before ornament
    readonly property bool moves: !still && !contrast

    function mm(length) { return Math.round(length * pxPerMm) }

    // ---- rhythm: one unit is 4 mm, everything else is a multiple ----
    readonly property int unit: mm(4)
    readonly property int half: mm(2)
    readonly property int gap: mm(elder || contrast ? 6 : 4)
    readonly property int margin: mm(13)
    readonly property int section: mm(10)
    readonly property int radius: contrast ? 0 : mm(4)
    readonly property int stroke: mm(contrast || elder ? 1.0 : 0.75)
    readonly property int hair: Math.max(2, mm(0.5))

    // ---- targets ----
    readonly property int target: mm(elder || contrast ? 22 : 19)
    readonly property int button: low ? target : Math.round(mm(26) * (s > 1.2 ? 1.25 : 1))

    // ---- type: five sizes, three weights ----
    readonly property string family: "Noto Sans SC"
    readonly property real leading: elder || contrast ? 1.5 : 1.35
    readonly property int least: Math.ceil(pxPerMm * (elder ? 9.97 : 7.9))   // no letter is smaller: capitals of 5.8 mm, in 长辈版 of 7.3
    readonly property int caption: Math.round(mm(7.94) * s)
    readonly property int body: Math.round(mm(9.93) * s)
    readonly property int title: Math.round(mm(13.9) * Math.min(s, 1.5))
    readonly property int display: Math.round(mm(19.85) * Math.min(s, 1.25))
    readonly property int hero: mm(29.8)
    readonly property int regular: Font.Normal
    readonly property int medium: Font.Medium
    readonly property int strong: Font.Bold

    // ---- colour ----
    readonly property color paper: contrast ? "#000000" : "#F5F2EA"        // 宣纸
    readonly property color surface: contrast ? "#000000" : "#FFFFFF"
    readonly property color well: contrast ? "#000000" : "#EAE5D9"
    readonly property color line: contrast ? "#FFFFFF" : "#D9D2C3"          // decoration only
    readonly property color outline: contrast ? "#FFFFFF" : "#8A8372"       // edges of things you can touch
    readonly property color edge: contrast ? "#FFFFFF" : "#5C615E"          // borders that carry meaning
    readonly property color ink: contrast ? "#FFFFFF" : "#1A1D1C"           // 墨
    readonly property color ink2: contrast ? "#FFFFFF" : elder ? "#3B403D" : "#4A4F4C"
    readonly property color disabled: contrast ? "#BDBDBD" : elder ? "#454A47" : "#636865"
    readonly property color primary: contrast ? "#FFD600" : "#0B5260"       // 莞青
    readonly property color primaryDeep: contrast ? "#FFF3B0" : "#063640"
    readonly property color primaryTint: contrast ? "#000000" : "#DDE9E7"
    readonly property color primaryInk: contrast ? "#000000" : "#FFFFFF"
    readonly property color here: contrast ? "#FFD600" : "#F2B233"          // 香黄: where to act, never text
    readonly property color hereLine: contrast ? "#FFD600" : "#AD6C00"      // the same, drawn on white
    readonly property color hereInk: contrast ? "#FFD600" : "#6B4300"
    readonly property color hereTint: contrast ? "#000000" : "#FCF0D3"
    readonly property color danger: contrast ? "#FF8A80" : elder ? "#8E0014" : "#A8071A"
    readonly property color dangerTint: contrast ? "#000000" : "#FAE8E5"
    readonly property color success: contrast ? "#8CF2AE" : elder ? "#07531F" : "#0B6B2E"
    readonly property color successTint: contrast ? "#000000" : "#E3EFE2"
    readonly property color seal: "#BF3127"                                  // 朱砂: seals only
    readonly property color focus: "#FFD600"

    // ---- drawn devices: four flat tones, outlines only in high contrast ----
    readonly property color artBody: contrast ? "#000000" : "#24474E"
    readonly property color artSide: contrast ? "#000000" : "#17343A"
    readonly property color artLight: contrast ? "#000000" : "#DDE9E7"
    readonly property color artPaper: contrast ? "#000000" : "#FFFFFF"
    readonly property color artMark: contrast ? "#FFFFFF" : "#9DB4B3"
    readonly property int artLine: contrast ? 4 : 0

    // ---- six brands, mineral pigments; in high contrast the mark alone tells them apart ----
    function brand(id) {
        if (contrast)
            return "#FFFFFF"
        return ({
            qi: "#1F4E8C",      // 企莞家       石青
            zw: "#0B5260",      // 政务服务莞家 莞青
            sw: "#84431A",      // 税莞家       赭石
            jr: "#6E5200",      // 金融莞家     栀黄
            jg: "#2A6239",      // 就莞用       石绿
            xy: "#7A2B4B"       // 信用莞家     胭脂
        })[id] || primary
    }
}
