"""Pictures of this visit's papers, for the preview. They live in memory and go with the visit."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

if TYPE_CHECKING:
    from printing.picture import Picture


class Pictures(QQuickImageProvider):
    """Serves `image://paper/<visit's number>/<page>`; what is not (or no longer) there is a blank sheet."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._lock = Lock()
        self._pages: list[QImage] = []

    def hold(self, pages: list[Picture]) -> None:
        """Keep these pictures, in page order, instead of what was held before."""
        pictures = [_image(page) for page in pages]
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


def _image(page: Picture) -> QImage:
    """The pixels are copied: Qt would only borrow them, and paint what lies there when they are gone."""
    return QImage(page.pixels, page.width, page.height, QImage.Format.Format_RGB32).copy()


def _blank() -> QImage:
    sheet = QImage(210, 297, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFFFF)
    return sheet
