"""The other end of each wire: they speak the protocol's bytes and know no driver.

`hall.py` runs them all as one process (`guanjia hall`) and listens for stage directions on a Unix socket:
one JSON object a line, one JSON object back (`{"ok": true, ...}` or `{"ok": false, "error": "…"}`).

    {"do": "place-card", "card": "zhang"}            a named sample card, or {"card": {...fields}}; "fault" optional
    {"do": "take-card"}
    {"do": "show-code", "text": "…"}                 held before the scanner's window
    {"do": "phone-code", "holder": "zhang", "uscc": "…", "age": 0}   the phone asks the licence system for a code and shows it
    {"do": "paper", "printer": "page" | "receipt", "sheets": 0}      empty or fill a tray / roll (0 is empty)
    {"do": "jam", "printer": "page", "after": 1}     jam after that many pages of the next job
    {"do": "cover", "printer": "receipt", "open": true}
    {"do": "wire", "state": "whole" | "cut" | "slow" | "error" | "html"}   the road to the centre
    {"do": "unplug" | "plug", "device": "card-reader" | "code-scanner" | "receipt-printer" | "page-printer"}
    {"do": "noise", "device": "card-reader", "kind": "flip" | "cut" | "split" | "junk"}   damages the next answers
        "kind" may also be "silence"; "stage": "find" | "select" | "read" and "times": n say which answers, and how many
    {"do": "cutter", "stuck": true}                  the receipt printer's knife
    {"do": "offline" | "mute", "printer": "receipt", "on": true}     mute takes bytes and never answers; the page printer can too
    {"do": "slow", "printer": "page", "seconds": 2}  and {"do": "garbage", "printer": "page", "hex": "3c"}: its answers
    {"do": "look"}                                   everything as it stands: trays, card, wire, what was printed

The "fault" of a placed card is "stage:what": the stage is find, select or read; what comes is a status word in hex ("read:32"),
"silence", or "cut" (half an answer, then the card is gone). "removed", "silent", "suspect" and "wrong-card" are short for
read:cut, read:silence, read:32 and select:40. `hall_client.HallClient` says all this from Python.
"""
