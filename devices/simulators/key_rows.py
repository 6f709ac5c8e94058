"""Where the keys of a US keyboard lie, by the numbers that the kernel gives them: what a wedge scanner presses to type."""

LEFT_SHIFT, LEFT_ALT, ENTER, CAPS_LOCK = 42, 56, 28, 58
KEYPAD = {"7": 71, "8": 72, "9": 73, "4": 75, "5": 76, "6": 77, "1": 79, "2": 80, "3": 81, "0": 82}

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
PLAIN = {character: first + at for first, plain, _ in _ROWS for at, character in enumerate(plain)}
SHIFTED = {character: first + at for first, plain, row in _ROWS for at, character in enumerate(row) if row != plain}
