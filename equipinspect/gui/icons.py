"""The icons: our own SVG templates, stroked in one colour of the table and kept as pixmaps."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from equipinspect import RESOURCES

FOLDER = RESOURCES / "icons"


@lru_cache(maxsize=128)
def _template(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Draw icon ``name`` with every stroke in ``colour`` (hex), ``size`` pixels square."""
    svg = _template(name).replace("currentColor", colour)
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def forget() -> None:
    """Drop every drawn pixmap, before the palette changes."""
    pixmap.cache_clear()
