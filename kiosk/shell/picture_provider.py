"""Shows QML the pictures of this visit's papers. Not needed, and not loaded, before the first frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

if TYPE_CHECKING:
    from kiosk.shell.pictures import Pictures
    from printing.picture import Picture


class PictureProvider(QQuickImageProvider):
    """Serves `image://paper/<visit's number>/<page>`; what is not (or no longer) there is a blank sheet."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._pictures = pictures

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:  # Qt's name
        picture = self._pictures.find(int(name.rsplit("/", 1)[-1]))
        image = _image(picture) if picture else _blank()
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image if requested.isEmpty() else image.scaled(requested)


def _image(picture: Picture) -> QImage:
    """The pixels are copied: Qt would only borrow them, and paint what lies there when they are gone."""
    return QImage(picture.pixels, picture.width, picture.height, QImage.Format.Format_RGB32).copy()


def _blank() -> QImage:
    sheet = QImage(210, 297, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFFFF)
    return sheet
