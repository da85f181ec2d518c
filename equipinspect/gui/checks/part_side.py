"""The devices of a visit at its left: which one is looked at, and how much of each is judged."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from equipinspect.app.visit_desk import View
from equipinspect.gui.desk import Desk
from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.painted_button import PaintedButton
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.model.text import _

WIDTH, HEIGHT = 208, 48


class PartButton(PaintedButton):
    """One device, unit or place."""

    def __init__(self, look: Look, name: str, code: str) -> None:
        super().__init__(look, name)
        self._code = code
        self.count = ""
        self.setCheckable(True)
        self.setToolTip(f"{name}　{code}".rstrip("　"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, count: str) -> None:
        """Show how much is judged."""
        self.count = count
        self.setAccessibleName(f"{self.text()} {count}")
        self.update()

    def wanted_size(self) -> QSize:
        """Return two lines of text."""
        return QSize(self.look.px(WIDTH - 8), self.look.px(HEIGHT))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint name, code and count."""
        look, px, chosen = self.look, self.look.px, self.isChecked()
        ground_name = "sel" if chosen else "hover" if self.underMouse() else "window"
        painter.fillRect(box, look.colour(ground_name))
        if chosen:
            painter.fillRect(QRectF(0, 0, px(3), box.height()), look.colour("accent"))
        painter.setFont(look.font("list", chosen))
        painter.setPen(look.colour("text"))
        top = QRectF(px(16), px(4), box.width() - px(24), px(20))
        painter.drawText(top, CENTRE_LEFT, self._fitted(painter, self.text(), top.width()))
        painter.setFont(look.font("small"))
        painter.setPen(look.colour("text2"))
        low = QRectF(px(16), px(24), box.width() - px(24), px(20))
        words = f"{self.count}　{self._code}".rstrip("　")
        painter.drawText(low, CENTRE_LEFT, self._fitted(painter, words, low.width()))

    def _fitted(self, painter: QPainter, words: str, room: float) -> str:
        metrics = QFontMetricsF(painter.font())
        if metrics.horizontalAdvance(words) <= room:
            return words
        return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, room)


class PartSide(QWidget):
    """Calls ``on_pick`` with the key of a part."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.on_pick: Callable[[str], None] = lambda _key: None
        self.buttons: dict[str, PartButton] = {}
        self._group = QButtonGroup(self)
        ground(self, "window")
        px = desk.look.px
        self.setFixedWidth(px(WIDTH))
        self.add = button(_("＋ 加一台设备…"), "quiet")
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        area = scrolled(body)
        area.setProperty("ground", "window")
        column.addWidget(area, 1)
        column.addWidget(self.add)

    def show_view(self, view: View) -> None:
        """Show the parts of a visit."""
        for part in view.page.draft.parts:
            if part.key not in self.buttons:
                self._make(part.key, part.name, part.code)
        known = {p.key for p in view.page.draft.parts}
        for key in [k for k in self.buttons if k not in known]:
            self.buttons.pop(key).deleteLater()
        for key, made in self.buttons.items():
            own = [s for s in view.page.sections if s.part == key]
            judged, total = sum(s.judged for s in own), sum(len(s.items) for s in own)
            made.tell(_("已判 {n} / {m}").format(n=judged, m=total))
            made.setChecked(key == view.part)

    def forget(self) -> None:
        """Drop the parts of the visit before."""
        for made in self.buttons.values():
            made.hide()
            made.deleteLater()
        self.buttons = {}

    def _make(self, key: str, name: str, code: str) -> None:
        made = self.buttons[key] = PartButton(self._desk.look, name, code)
        self._group.addButton(made)
        made.clicked.connect(lambda: self.on_pick(key))
        self._column.insertWidget(self._column.count() - 1, made)
