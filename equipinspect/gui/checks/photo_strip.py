"""The small pictures of one item, each with the time it was taken and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImageReader, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from equipinspect.app.attachments import Taken
from equipinspect.app.visit_desk import file_of
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.painted_button import PaintedButton
from equipinspect.model.text import _

WIDTH, HEIGHT, STRIP, MOST = 112, 72, 20, 2


class Thumbnail(PaintedButton):
    """One photo."""

    def __init__(self, look: Look, taken: Taken, file: Path, more: int = 0) -> None:
        word = _("后") if taken.role == "after" else _("前")
        tail = _("　共 {n} 张").format(n=more) if more else ""
        super().__init__(look, f"{taken.taken_at[11:16]} {word}{tail}")
        self.setToolTip(taken.caption)
        self._picture = _read(look, file)

    def wanted_size(self) -> QSize:
        """Return the size of a small picture."""
        return QSize(self.look.px(WIDTH), self.look.px(HEIGHT))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the picture and the strip with its words."""
        painter.fillRect(box, self.look.colour("sunken"))
        if not self._picture.isNull():
            left = (box.width() - self._picture.width()) / 2
            top = (box.height() - self._picture.height()) / 2
            painter.drawPixmap(round(left), round(top), self._picture)
        strip = QRectF(0, box.height() - self.look.px(STRIP), box.width(), self.look.px(STRIP))
        painter.fillRect(strip, self.look.colour("text"))
        painter.setPen(self.look.colour("base"))
        painter.setFont(self.look.font("small"))
        painter.drawText(strip, Qt.AlignmentFlag.AlignCenter, self.text())


class AddPhoto(PaintedButton):
    """The place where the next photo goes."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, _("照片 F8"))

    def wanted_size(self) -> QSize:
        """Return the size of a small picture."""
        return QSize(self.look.px(WIDTH), self.look.px(HEIGHT))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint a dashed frame, a camera and the key."""
        look, px = self.look, self.look.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("line2"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(look.colour("hover" if self.underMouse() else "base"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        pixmap = look.pixmap("photo", "text2", 20, self.devicePixelRatioF())
        painter.drawPixmap(round((box.width() - px(20)) / 2), px(14), pixmap)
        painter.setPen(look.colour("text2"))
        painter.setFont(look.font("small"))
        words = QRectF(0, px(40), box.width(), px(20))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())


class PhotoStrip(QWidget):
    """The last photos, and where to add one."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.on_add: Callable[[], None] = lambda: None
        self.thumbnails: list[Thumbnail] = []
        self.add = AddPhoto(look)
        self.add.clicked.connect(self._add)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(8))
        self._row.addWidget(self.add)

    def _add(self) -> None:
        self.on_add()

    def show_photos(self, photos: Sequence[Taken], folder: Path) -> None:
        """Show the latest photos of an item."""
        for old in self.thumbnails:
            old.hide()
            old.deleteLater()
        shown = list(photos)[-MOST:]
        self.thumbnails = [
            Thumbnail(self._look, t, file_of(folder, t), len(photos) if len(photos) > MOST else 0)
            for t in shown
        ]
        for place, made in enumerate(self.thumbnails):
            self._row.insertWidget(place, made)


def _read(look: Look, file: Path) -> QPixmap:
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        return QPixmap()
    room = QSize(look.px(WIDTH), look.px(HEIGHT))
    reader.setScaledSize(size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
    return QPixmap.fromImage(reader.read())
