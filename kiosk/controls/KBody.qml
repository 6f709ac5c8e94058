pragma ComponentBehavior: Bound

import QtQuick

// Blocks from top to bottom. What does not fit goes to a next sheet with buttons to turn: nothing is ever cut, squeezed or flicked.
//
// A block may say how it stands here:  share (of the width, 1), growsTo (px it may be stretched to), shrinksTo (px it may be pressed to),
// dispensable (an ornament that gives way to words), keepWithNext (a heading), carded (stands on the white card with its neighbours),
// choice (one of several to choose from), beside (px around its words, where the words decide how many stand abreast).
Item {
    id: body

    default property alias content: holder.data
    property string lead
    property bool leadGivesWay: false
    property Component picture
    property Component notice                        // comes before everything else, and has the focus when it comes
    property real spacing: Theme.gap
    property bool turns: true                        // the buttons to turn stand beneath; where they do not, the page has them elsewhere
    property int sheet: 0
    property int sheets: 1
    property Item at: null                           // the block the visitor turned to: its sheet stays up when everything is dealt anew
    readonly property bool last: sheet >= sheets - 1
    signal focusLeft()                               // the block that had the focus is on another sheet now
    readonly property int mostChoices: Theme.elder ? 4 : 99
    readonly property real cardInset: Theme.mm(Theme.large ? 6 : 8)

    function turn(by: int) {
        dealAnew(Math.max(0, Math.min(sheets - 1, sheet + by)))
    }
    function attend() {
        const up = told.item as Item
        if (up) {
            reveal(told)
            Qt.callLater(() => up.forceActiveFocus(Qt.OtherFocusReason))   // after whatever else wants it when a page comes up
        }
    }
    function firstChoice(): Item {
        return blocks().find(block => block.choice === true) || null
    }
    function reveal(item: Item) {                    // the sheet on which it stands comes up
        at = blockOf(item)
        arrange()
    }
    function blockOf(item: Item): Item {
        while (item && item.parent !== holder)
            item = item.parent
        return item
    }

    // ---- measuring ----

    function shareOf(block: var, among: var): real {
        const share = block.share === undefined ? 1 : block.share
        if (!Theme.large || share >= 1)
            return share
        if (block.beside === undefined)
            return Math.min(1, share * 2)
        const wants = Math.max(...among.filter(other => other.beside !== undefined && other.share === block.share).map(wanted))
        return [0.25, 1 / 3, 0.5].find(part => part > share - 0.01 && (width + spacing) * part - spacing >= wants) || 1
    }
    function wanted(block: var): real {
        return block.beside + Math.max(measure.advanceWidth(block.text) * Theme.body, measure.advanceWidth(block.hint || "") * Theme.caption) / 100
    }
    function leastOf(block: var): real {
        return block.shrinksTo === undefined ? block.implicitHeight : Math.min(block.implicitHeight, block.shrinksTo)
    }
    function isSpring(block: var): bool {
        return block.implicitHeight === 0 && block.growsTo > 0
    }
    function blocks(): var {
        const found = []
        for (let i = 0; i < holder.children.length; i++) {
            const child = holder.children[i]
            if (!(child instanceof Repeater) && child.visible && (child.implicitHeight > 0 || body.isSpring(child)))
                found.push(child)
        }
        return found
    }
    function joins(line: var, block: var, share: real): bool {
        return line !== undefined && line.share + share < 1.001 && line.carded === (block.carded === true)
    }
    function lines(found: var): var {
        const made = []
        for (const block of found) {
            block.scale = 1
            const share = shareOf(block, found)
            if (!joins(made[made.length - 1], block, share))
                made.push({ blocks: [], share: 0, least: 0, tall: 0, most: 0, carded: block.carded === true, ornament: block.dispensable === true, heading: block.keepWithNext === true, spring: isSpring(block), leads: block === leadWords, choices: 0 })
            const open = made[made.length - 1]
            const inner = open.carded ? width - 2 * cardInset : width
            block.width = share >= 1 ? inner : Math.floor((inner + spacing) * share - spacing)
            block.x = (open.carded ? cardInset : 0) + Math.round((inner + spacing) * open.share)
            open.blocks.push(block)
            open.share += share
            open.choices += block.choice === true ? 1 : 0
            open.least = Math.max(open.least, leastOf(block))
            open.tall = Math.max(open.tall, block.implicitHeight)
            open.most = Math.max(open.most, block.growsTo || 0, block.implicitHeight)
        }
        return made
    }
    function gapBefore(line: var, before: var): real {
        if (!before)
            return line.carded ? Theme.half : 0
        if (line.carded && before.carded)
            return 0
        const card = (before.carded ? Theme.half : 0) + (line.carded ? Theme.half : 0)
        return card + (line.spring || before.spring ? spacing / 2 : before.heading ? Theme.unit : spacing) + (line.heading && !before.heading ? Theme.unit : 0)
    }
    function heightOf(some: var, by: string): real {
        let sum = 0
        some.forEach((line, i) => { sum += gapBefore(line, some[i - 1]) + line[by] })
        return sum + (some.length && some[some.length - 1].carded ? Theme.half : 0)
    }

    // ---- sheets ----

    function dealt(all: var): var {
        const few = choicesIn(all) <= mostChoices
        if (few && heightOf(all, "least") <= height + 0.5)
            return [all]
        const words = all.filter(line => !line.ornament)
        if (few && heightOf(words, "least") <= height + 0.5)
            return [words]
        pager.active = turns
        const room = height - (turns ? pager.implicitHeight + spacing : 0)
        const led = evenly(all.filter(line => !line.spring && (line.leads || !line.ornament)), room)
        const without = leadGivesWay ? evenly(words.filter(line => !line.spring), room) : led
        return without.length < led.length ? without : led
    }
    // As few sheets as can be, and none of them with the one line that was left over.
    function evenly(all: var, room: real): var {
        let best = split(all, room)
        for (let least = room / 2, most = room, i = 0; i < 6 && best.length > 1; i++) {
            const tried = split(all, (least + most) / 2)
            if (tried.length > best.length) {
                least = (least + most) / 2
            } else {
                most = (least + most) / 2
                best = tried
            }
        }
        return best
    }
    function choicesIn(some: var): int {
        return some.reduce((sum, line) => sum + line.choices, 0)
    }
    function split(all: var, room: real): var {
        const choices = choicesIn(all)
        const most = Math.ceil(choices / Math.ceil(choices / mostChoices))   // seven are four and three, not four, and three lost
        const dealt = [[]]
        for (const line of all) {
            const sheet = dealt[dealt.length - 1]
            const crowded = line.choices > 0 && choicesIn(sheet) > 0 && choicesIn(sheet) + line.choices > most
            if (sheet.length && (crowded || heightOf(sheet.concat([line]), "least") > room + 0.5)) {
                const carried = []
                while (sheet.length > 1 && sheet[sheet.length - 1].heading)
                    carried.unshift(sheet.pop())
                dealt.push(carried)
            }
            dealt[dealt.length - 1].push(line)
        }
        return dealt
    }
    // Which of how many: for the ear, and for whoever cannot see the others.
    function count(found: var) {
        let like = []
        for (const block of found.concat([null])) {
            if (block && block.choice === true && block.placeAmong !== undefined) {
                like.push(block)
                continue
            }
            like.forEach((choice, i) => choice.placeAmong = Qt.point(i + 1, like.length))
            like = []
        }
    }

    // ---- placing ----

    function stretched(some: var, room: real): var {
        const heights = some.map(line => line.least)
        let spare = room - heightOf(some, "least")
        spare = give(some, heights, spare, "tall")
        give(some, heights, spare, "most")
        return heights
    }
    function give(some: var, heights: var, spare: real, upTo: string): real {
        let hungry = some.map((line, i) => i).filter(i => some[i][upTo] > heights[i] + 0.5)
        while (spare > 0.5 && hungry.length) {
            const each = spare / hungry.length
            for (const i of hungry) {
                const more = Math.min(each, some[i][upTo] - heights[i])
                heights[i] += more
                spare -= more
            }
            hungry = hungry.filter(i => some[i][upTo] > heights[i] + 0.5)
        }
        return spare
    }
    function show(block: var, here: bool) {
        block.opacity = here ? 1 : 0
        block.enabled = here
    }
    property bool placing: false
    function arrange() {                             // whoever is somewhere on the page stays there
        dealAnew(-1)
    }
    function dealAnew(turnedTo: int) {
        if (placing || width <= 0 || height <= 0)
            return
        placing = true
        const had = blockOf(Window.activeFocusItem)
        const found = blocks()
        const dealtSheets = dealt(lines(found))
        const wasAt = turnedTo < 0 ? sheetOf(blockOf(Window.activeFocusItem) || at, dealtSheets) : turnedTo
        sheets = dealtSheets.length
        sheet = Math.max(0, Math.min(wasAt < 0 ? sheet : wasAt, sheets - 1))
        if (turnedTo >= 0)
            at = dealtSheets[sheet][0]?.blocks[0] ?? null
        const up = dealtSheets[sheet].reduce((all, line) => all.concat(line.blocks), [])
        found.forEach(block => { if (up.indexOf(block) < 0) show(block, false) })
        place(dealtSheets[sheet], sheets > 1 && turns ? height - pager.implicitHeight - spacing : height)
        count(found)
        placing = false
        if (turnedTo >= 0 && had && up.indexOf(had) < 0)
            focusLeft()
    }
    function sheetOf(block: Item, among: var): int {
        return block === null ? -1 : among.findIndex(some => some.some(line => line.blocks.indexOf(block) >= 0))
    }
    // A block that is taller than a whole sheet, in the largest letters on the smallest one, is drawn a little smaller: cut it is not.
    function press(some: var, room: real) {
        const over = heightOf(some, "least") - room
        const tallest = some.reduce((one, other) => other.least > one.least ? other : one, some[0])
        if (!tallest || over <= 1)
            return
        const part = Math.max(0.4, (tallest.least - over) / tallest.least)
        for (const block of tallest.blocks) {
            block.transformOrigin = Item.TopLeft
            block.scale = part
        }
        tallest.least = tallest.tall = tallest.most = tallest.least * part
    }
    function place(some: var, room: real) {
        press(some, room)
        const heights = stretched(some, room)
        let y = 0
        let cardTop = -1
        let cardBottom = -1
        some.forEach((line, i) => {
            y += gapBefore(line, some[i - 1])
            for (const block of line.blocks) {
                block.y = Math.round(y)
                block.height = block.scale < 1 ? leastOf(block) : line.most > line.tall || line.least < line.tall || line.blocks.length > 1 ? Math.round(heights[i]) : block.implicitHeight
                if (block.closing !== undefined)
                    block.closing = i === some.length - 1 || !some[i + 1].carded
                show(block, true)
            }
            if (line.carded && cardTop < 0)
                cardTop = y - Theme.half
            y += heights[i]
            if (line.carded)
                cardBottom = y + Theme.half
        })
        card.visible = cardTop >= 0
        card.y = cardTop
        card.height = cardBottom - cardTop
    }

    function watch() {
        for (let i = 0; i < holder.children.length; i++) {
            const child = holder.children[i]
            if (seen.indexOf(child) >= 0)
                continue
            seen.push(child)
            child.implicitHeightChanged.connect(arrangeSoon)
            child.visibleChanged.connect(arrangeSoon)
        }
        arrangeSoon()
    }
    property var seen: []
    function arrangeSoon() {
        settling?.restart()                     // null while the page is taken down
    }

    onWidthChanged: arrangeSoon()
    onHeightChanged: arrangeSoon()
    onTurnsChanged: arrangeSoon()
    Component.onCompleted: {
        watch()
        arrange()
    }

    FontMetrics { id: measure; font.family: Theme.family; font.weight: Theme.strong; font.pixelSize: 100 }
    Timer { id: settling; interval: 0; onTriggered: body.arrange() }
    KCard {
        id: card
        visible: false
        width: parent.width
    }
    Item {
        id: holder
        width: parent.width
        onChildrenChanged: body.watch()
        Loader {
            id: told
            active: body.notice !== null
            visible: active
            sourceComponent: body.notice
            onLoaded: body.attend()
        }
        KText { id: leadWords; readonly property bool dispensable: body.leadGivesWay; visible: body.lead; text: body.lead; color: Theme.ink2 }
        Loader {
            readonly property bool dispensable: true
            readonly property real shrinksTo: Theme.mm(70)
            readonly property real growsTo: Theme.mm(160)
            active: body.picture !== null
            visible: active
            sourceComponent: body.picture
        }
    }
    Loader {                                           // made where there is something to turn
        id: pager
        active: false
        visible: body.sheets > 1 && body.turns
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        sourceComponent: KPager { sheet: body.sheet; sheets: body.sheets; onTurned: by => body.turn(by) }
    }
}
