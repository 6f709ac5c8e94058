"""English for every `qsTr`, from the same words Python speaks."""

from PySide6.QtCore import QTranslator

from kiosk.words import english


class EnglishTranslator(QTranslator):
    """Qt asks it for each source text; it answers from `en.json`, or with nothing, and Qt keeps the Chinese."""

    def isEmpty(self) -> bool:  # Qt's name
        return False

    def translate(self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1) -> str:
        return english().get(source, "")
