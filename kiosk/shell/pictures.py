"""Pictures of this visit's papers, for the preview. They live in memory and go with the visit."""

from threading import Lock

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider


class Pictures(QQuickImageProvider):
    """Serves `image://paper/<visit's number>/<page>`; what is not (or no longer) there is a blank sheet."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._lock = Lock()
        self._pages: list[QImage] = []

    def hold(self, pages: list[bytes]) -> None:
        """Keep these PNG pictures, in page order, instead of what was held before."""
        pictures = [QImage.fromData(page) for page in pages]
        with self._lock:
            self._pages = pictures

    @property
    def holds_anything(self) -> bool:
        return bool(self._pages)

    def wipe(self) -> None:
        with self._lock:
            self._pages = []

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:  # Qt's name
        page = int(name.rsplit("/", 1)[-1])
        with self._lock:
            picture = self._pages[page] if page < len(self._pages) else _blank()
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        return picture if requested.isEmpty() else picture.scaled(requested)


def _blank() -> QImage:
    sheet = QImage(210, 297, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFFFF)
    return sheet
