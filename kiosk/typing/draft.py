"""What has been written so far, and where the cursor stands. No Qt; positions count characters, not halves of pairs."""

from kiosk.typing.writable import TOO_LONG, admitted


class Draft:
    """At most `maximum` characters of one purpose. Every way in goes through the same gate."""

    def __init__(self, purpose: str = "text", maximum: int = 500) -> None:
        self.purpose = purpose
        self.maximum = maximum
        self._before = ""
        self._after = ""

    @property
    def text(self) -> str:
        return self._before + self._after

    @property
    def cursor(self) -> int:
        return len(self._before)

    def put(self, text: str) -> str:
        """Write at the cursor what may be written and has room. Returns the code of what was left out, or nothing."""
        may = admitted(text, self.purpose)
        room = max(0, self.maximum - len(self.text))
        self._before += may.text[:room]
        return TOO_LONG if len(may.text) > room else may.problem

    def replace(self, text: str) -> str:
        """Another text instead, as assistive technology sets it, or the page hands it in; the cursor stands at its end."""
        self._before = self._after = ""
        return self.put(text)

    def erase(self) -> None:
        """The character before the cursor goes."""
        self._before = self._before[:-1]

    def place(self, cursor: int) -> None:
        """Outside of the text is its nearer end."""
        text = self.text
        cursor = max(0, min(len(text), cursor))
        self._before, self._after = text[:cursor], text[cursor:]

    def clear(self) -> None:
        self._before = self._after = ""
