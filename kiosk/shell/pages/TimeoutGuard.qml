import kiosk.controls

// 还在吗? over whatever page is up.
KTimeoutGuard {
    required property var shell

    secondsLeft: shell.secondsLeft
    onStayed: shell.stillHere()
    onEnded: shell.endVisit()
}
