"""A drawn sheet of labels on which the first free place is picked."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from equipinspect.app.stocks import Stock
from equipinspect.gui.look import Look
from equipinspect.model.text import _

SMALL_PLACE = 14


class SheetPicker(QWidget):
    """Places before the picked one are used up; a click or the arrow keys pick another."""

    picked = Signal(int)  # from 1

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.stock: Stock | None = None
        self.start = 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(168))
        self.setAccessibleName(_("从第几个位置印起"))
        look.follow(self)

    def show_stock(self, stock: Stock | None) -> None:
        """Draw another sheet, all of it free."""
        self.stock, self.start = stock, 1
        self.setEnabled(stock is not None and stock.places > 1)
        self.setVisible(stock is not None)
        self.update()

    def pick(self, start: int) -> None:
        """Pick a place, from 1; a place the sheet does not have is left alone."""
        if self.stock is not None and 1 <= start <= self.stock.places:
            self.start = start
            self.picked.emit(start)
            self.update()

    def dress(self) -> None:
        """Take the colours of the look."""
        self.update()

    def _sheet(self) -> tuple[float, QPointF]:
        """Return pixels a mm, and the corner of the sheet."""
        stock = self.stock
        assert stock is not None
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        scale = min(room.width() / stock.page_width, room.height() / stock.page_height)
        left = room.left() + (room.width() - scale * stock.page_width) / 2
        return scale, QPointF(left, room.top())

    def place(self, number: int) -> QRectF:
        """Return where a place, from 1, is drawn."""
        assert self.stock is not None
        scale, corner = self._sheet()
        x, y = self.stock.corner(number - 1)
        size = (self.stock.label_width * scale, self.stock.label_height * scale)
        return QRectF(corner.x() + x * scale, corner.y() + y * scale, *size)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the place under the pointer."""
        if self.stock is not None and self.isEnabled():
            for number in range(1, self.stock.places + 1):
                if self.place(number).contains(event.position()):
                    self.pick(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the start by the arrow keys."""
        columns = self.stock.columns if self.stock else 1
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.pick(self.start + step)
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sheet: used places grey, the first free one in the accent with its number."""
        if self.stock is None:
            return
        look, painter = self._look, QPainter(self)
        scale, corner = self._sheet()
        size = (self.stock.page_width * scale, self.stock.page_height * scale)
        sheet = QRectF(corner.x(), corner.y(), *size)
        painter.fillRect(sheet, look.colour("base"))
        painter.setPen(look.colour("line2" if self.hasFocus() else "line"))
        painter.drawRect(sheet)
        painter.setFont(look.font("small"))
        for number in range(1, self.stock.places + 1):
            box = self.place(number).adjusted(1, 1, -1, -1)
            used, first = number < self.start, number == self.start
            painter.fillRect(box, look.colour("sunken" if used else "sel"))
            painter.setPen(look.colour("accent" if first else "line"))
            painter.drawRect(box)
            if min(box.width(), box.height()) >= SMALL_PLACE:
                painter.setPen(look.colour("text3" if used else "accent" if first else "text2"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
        painter.end()
