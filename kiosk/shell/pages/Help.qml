import QtQuick
import kiosk.controls

// Somebody was called when this page came up. It says how far that has come, and never more than is known.
KPage {
    id: page

    readonly property bool underWay: !!shell.flow
    readonly property var call: shell.helpCall
    readonly property string phase: call.state
    readonly property bool alone: phase === "unseen" || phase === "unreached"     // nobody is on the way, as far as is known
    readonly property var filed: shell.callback ? shell.callback.filed : ({})
    readonly property bool numberLeft: !!filed.number
    readonly property bool willBeRung: numberLeft && filed.received === true && alone
    readonly property string promise: filed.received ? qsTr("会有人打电话给您，不用在这里等。") : qsTr("网络通了才送得到，请先记下这个号。")
    readonly property bool offersCallback: alone && !numberLeft
    readonly property string here: qsTr("告诉他们，您在%1。").arg(page.shell.terminalName || qsTr("这台自助终端"))
    readonly property string onwards: underWay ? qsTr("回去接着办") : qsTr("回去")

    objectName: "help." + phase
    title: willBeRung ? qsTr("号码收到了") : ({
        calling: qsTr("正在叫工作人员"),
        waiting: qsTr("已经叫了工作人员"),
        coming: qsTr("工作人员已看到，正在过来"),
        unseen: qsTr("还没有人看到"),
        unreached: qsTr("现在叫不到工作人员"),
        ended: qsTr("工作人员答复了")
    })[phase] || qsTr("需要人帮忙？")
    lead: willBeRung ? "" : ({
        calling: qsTr("请在这里等一下。"),
        waiting: call.lost ? qsTr("求助送到了，网络又断了，收不到回话。") : qsTr("%1 叫的。有人看到了，这里马上会写出来。").arg(call.since),
        coming: qsTr("请在这台机旁边等。"),
        unseen: qsTr("%1 叫的。求助还留着，有人看到就会过来。").arg(call.since),
        unreached: qsTr("网络不通，求助没有送出去。网一通就自动再叫。"),
        ended: page.answer(call.word)
    })[phase] || ""
    leadGivesWay: Theme.low && Theme.large
    outcome: phase === "coming" || willBeRung ? "ok" : alone ? "wait" : ""
    primary: offersCallback ? qsTr("请人打电话给我") : phase === "none" ? qsTr("叫工作人员过来") : onwards
    primaryIcon: offersCallback ? "phone-call" : phase === "none" ? "bell-ringing" : ""
    secondary: offersCallback || phase === "none" ? onwards : phase === "ended" ? qsTr("再叫一次") : qsTr("不用来了")
    onPrimaryChosen: offersCallback ? shell.leaveNumber() : phase === "none" ? call.again() : shell.leaveHelp()
    onSecondaryChosen: offersCallback || phase === "none" ? shell.leaveHelp() : phase === "ended" ? call.again() : shell.withdrawHelp()

    function answer(word: string): string {
        return ({
            "solved": qsTr("他们说已经帮好了。还要帮忙，就再叫一次。"),
            "to-window": qsTr("请您到人工窗口来，窗口给您办。"),
            "nobody-there": qsTr("他们来过，没有看到人。还要帮忙，就再叫一次。"),
            "mistake": qsTr("他们以为是按错了。还要帮忙，就再叫一次。")
        })[word] || ""
    }

    KNumber { objectName: "help.badge"; own: false; visible: page.phase === "coming" && !!page.call.badge; icon: "identification-card"; label: qsTr("过来的人，工号是"); number: page.call.badge }
    KNumber {
        objectName: "help.number"
        visible: page.numberLeft
        tag: page.filed.received ? qsTr("已收件") : qsTr("在本机等候送出")
        tone: page.filed.received ? "ok" : "wait"
        icon: "phone-call"
        label: page.filed.label || ""
        number: page.filed.number || ""
        note: Theme.large ? "" : page.promise
    }
    KText { visible: Theme.large && page.numberLeft; text: page.promise }
    KBanner { objectName: "help.lamp"; visible: page.call.lampLit && page.phase !== "coming"; tone: "note"; icon: "bell-ringing"; text: qsTr("机器上的灯亮了，大厅里看得见。") }
    KBanner { visible: page.phase !== "coming" && !page.willBeRung; icon: "users"; text: qsTr("请向工作人员招手"); act: Theme.large ? "" : page.here }
    KText { visible: Theme.large && page.phase !== "coming" && !page.willBeRung; text: page.here }
    KNumber { visible: !!page.shell.staffPhone; own: false; icon: "phone"; label: qsTr("也可以打值班电话"); number: page.shell.staffPhone || "" }
    KNumber { own: false; icon: "phone-call"; label: qsTr("政务服务便民热线"); number: "12345" }
    KSpring {}
    KButton { objectName: "help.end"; visible: page.underWay; share: page.shell.maintenance ? 0.5 : 1; slim: true; kind: "quiet"; icon: "sign-out"; text: qsTr("结束办理"); onActed: page.shell.endVisit() }
    KButton { objectName: "help.devices"; visible: !!page.shell.maintenance; share: page.underWay ? 0.5 : 1; slim: true; kind: "quiet"; icon: "info"; text: qsTr("设备状态"); onActed: page.shell.showDevices() }
}
