"""The other end of each wire: they speak the protocol's bytes and know no driver.

`hall.py` runs them all (`stands.py`) as one process (`guanjia hall`) and listens for stage directions on a Unix socket:
one JSON object a line, one JSON object back (`{"ok": true, ...}` or `{"ok": false, "error": "…"}`).

    {"do": "place-card", "card": "zhang"}            a named sample card, or {"card": {...fields}}; "fault" optional
    {"do": "take-card"}
    {"do": "show-code", "text": "…"}                 held before the scanner's window; "hex" for raw bytes instead of "text"
        "device": "wedge-scanner": before the scanner that is a keyboard; "keys": [28, …] presses these instead of a "text"
    {"do": "phone-code", "holder": "zhang", "uscc": "…", "age": 0}   the phone asks the licence system for a code and shows it
    {"do": "paper", "printer": "page" | "receipt", "sheets": 0}      empty or fill a tray / roll (0 is empty)
    {"do": "jam", "printer": "page", "after": 1}     jam after that many pages of the next job
    {"do": "cover", "printer": "receipt", "open": true}
    {"do": "wire", "state": "whole" | "cut" | "slow" | "error" | "html"}   the road to the centre
    {"do": "press", "key": "ok"}                     on the keypad: up, down, left, right, ok, back, help, repeat, softer, louder,
        or the kernel's number of a key; "again": n holds it for n repeats
    {"do": "headphones", "inserted": true}
    {"do": "presence", "near": true}                 somebody stands before the terminal; or "distance" in centimetres
    {"do": "insert-card", "card": "zhang"} or {"do": "insert-card", "staff": "DG-0001"}   into the smart-card slot: see
        `virtual_card.py` for its options and faults; {"do": "remove-card"}; and of the reader {"do": "unplug" | "plug", "device":
        "smart-card"}, of its service {"do": "pcscd", "state": "running" | "stopped" | "frozen"}. Where the machine cannot play a
        reader (no pcscd, no namespaces) the hall has none
    {"do": "unplug" | "plug", "device": …}           card-reader, code-scanner, wedge-scanner, receipt-printer, page-printer, keypad,
        presence-sensor, lamp, sound
    {"do": "noise", "device": "card-reader", "kind": "flip" | "cut" | "split" | "junk" | "silence"}   damages the next answers
        "times": n says how many; of the card reader, "stage": "find" | "select" | "read" says which. The scanners, the keypad and
        the presence sensor can be noisy too: it damages what they send next
    {"do": "fault", "device": …, "kind": …}          "none" mends it
        keypad: "stuck-key" (with "key"), "flood" (a key repeats a thousand times); presence-sensor: "flutter"
        lamp: "dead" (takes what it is told and stays dark), "refusing", "blinking" (something else than the terminal blinks it)
        sound: what the next sounds meet: "crash" at once, "die" half-way, "hang"
    {"do": "cutter", "stuck": true}                  the receipt printer's knife
    {"do": "offline" | "mute", "printer": "receipt", "on": true}     mute takes bytes and never answers; the page printer can too
    {"do": "slow", "printer": "page", "seconds": 2}  and {"do": "garbage", "printer": "page", "hex": "3c"}: its answers
    {"do": "look"}                                   everything as it stands: trays, card, wire, what was printed, which lamps
        are lit, what was played (where to, how long, how loud, which: by sha256 of the WAV)

The "fault" of a placed card is "stage:what" or "stage:what:times": the stage is what the module is asked (find, select,
read, address, read-all, body-number, status …: `sam_module.STAGES`); what comes is a status word in hex ("read:32"),
"silence", or "cut" (half an answer, then the card is gone). A card of own fields may have `appended_address`,
`fingerprints`, `body_number`. "removed", "silent", "suspect" and "wrong-card" are short for read:cut, read:silence, read:32
and select:40. `hall_client.HallClient` says all this from Python.
"""
