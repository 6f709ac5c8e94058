"""Event types and codes by their names in the kernel's input-event-codes.h, as far as a terminal meets them."""

from typing import Final

EV_SYN: Final = 0x00
EV_KEY: Final = 0x01
EV_ABS: Final = 0x03
EV_SW: Final = 0x05
EV_LED: Final = 0x11

SYN_REPORT: Final = 0
SYN_DROPPED: Final = 3
LED_CAPSL: Final = 1

RELEASED: Final = 0
PRESSED: Final = 1
HELD: Final = 2
"""What a key's `value` says."""

_ROWS: Final = {
    1: "ESC",
    2: "1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE TAB",
    16: "Q W E R T Y U I O P LEFTBRACE RIGHTBRACE ENTER LEFTCTRL",
    30: "A S D F G H J K L SEMICOLON APOSTROPHE GRAVE LEFTSHIFT BACKSLASH",
    44: "Z X C V B N M COMMA DOT SLASH RIGHTSHIFT KPASTERISK LEFTALT SPACE CAPSLOCK",
    59: "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NUMLOCK SCROLLLOCK",
    71: "KP7 KP8 KP9 KPMINUS KP4 KP5 KP6 KPPLUS KP1 KP2 KP3 KP0 KPDOT",
    87: "F11 F12",
    96: "KPENTER RIGHTCTRL KPSLASH SYSRQ RIGHTALT LINEFEED HOME UP PAGEUP LEFT RIGHT END DOWN PAGEDOWN INSERT DELETE",
    113: "MUTE VOLUMEDOWN VOLUMEUP POWER KPEQUAL KPPLUSMINUS PAUSE SCALE KPCOMMA",
    125: "LEFTMETA RIGHTMETA COMPOSE STOP AGAIN",
    138: "HELP",
    139: "MENU",
    158: "BACK FORWARD",
    164: "PLAYPAUSE",
    183: "F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24",
    352: "OK SELECT",
}
KEYS: Final = {f"KEY_{name}": first + offset for first, row in _ROWS.items() for offset, name in enumerate(row.split())}
SWITCHES: Final = {"SW_HEADPHONE_INSERT": 0x02, "SW_MICROPHONE_INSERT": 0x04, "SW_FRONT_PROXIMITY": 0x0B}
AXES: Final = {"ABS_DISTANCE": 0x19}


def event_code(name: str) -> tuple[int, int]:
    """The type and code of a name such as KEY_F1, SW_HEADPHONE_INSERT or ABS_DISTANCE. Raises ValueError."""
    for kind, named in ((EV_KEY, KEYS), (EV_SW, SWITCHES), (EV_ABS, AXES)):
        if name in named:
            return kind, named[name]
    raise ValueError(f"no such key, switch or axis: {name}")
