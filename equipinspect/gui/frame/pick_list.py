"""A popup list of things found, in groups, under a line of text that keeps the focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from equipinspect.gui.look import Look
from equipinspect.gui.painting import CENTRE_LEFT
from equipinspect.gui.table.model import Index

ROW, GROUP, MOST_SHOWN = 32, 26, 13


@dataclass(frozen=True)
class Pick:
    """One line: what it says, what stands behind it; without ``run`` it heads a group."""

    words: str
    more: str = ""
    run: Callable[[], object] | None = None


class _Picks(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.picks: list[Pick] = []

    def rowCount(self, _parent: Index | None = None) -> int:
        return len(self.picks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        pick = self.picks[index.row()]
        return f"{pick.words}　{pick.more}" if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        heads = self.picks[index.row()].run is None
        return Qt.ItemFlag.NoItemFlags if heads else super().flags(index)

    def show(self, picks: list[Pick]) -> None:
        self.beginResetModel()
        self.picks = picks
        self.endResetModel()


class _Painter(QStyledItemDelegate):
    def __init__(self, look: Look, model: _Picks) -> None:
        super().__init__(model)
        self._look, self._model = look, model

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        heads = self._model.picks[index.row()].run is None
        return QSize(0, self._look.px(GROUP if heads else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, pick = self._look, self._model.picks[index.row()]
        box = QRectF(option.rect)
        inner = box.adjusted(look.px(12), 0, -look.px(12), 0)
        if pick.run is None:
            painter.fillRect(box, look.colour("window"))
            painter.setFont(look.font("small", True))
            painter.setPen(look.colour("text2"))
            painter.drawText(inner, CENTRE_LEFT, pick.words)
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.colour("sel"))
        self._words(painter, pick, inner)

    def _words(self, painter: QPainter, pick: Pick, inner: QRectF) -> None:
        look = self._look
        painter.setFont(look.font("list"))
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(pick.words, Qt.TextElideMode.ElideRight, inner.width() * 0.6)
        painter.setPen(look.colour("text"))
        painter.drawText(inner, CENTRE_LEFT, shown)
        left = metrics.horizontalAdvance(shown) + look.px(16)
        rest = inner.adjusted(left, 0, 0, 0)
        more = metrics.elidedText(pick.more, Qt.TextElideMode.ElideRight, rest.width())
        painter.setPen(look.colour("text3"))
        painter.drawText(rest, CENTRE_LEFT, more)


class PickList(QListView):
    """Shown under ``edit``; arrows move, Enter takes, Esc closes: the line forwards its keys."""

    def __init__(self, look: Look, edit: QLineEdit) -> None:
        super().__init__(edit)
        self._look, self._edit = look, edit
        self._picks = _Picks()
        self.setModel(self._picks)
        self.setItemDelegate(_Painter(look, self._picks))
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("popup", True)
        self.setMouseTracking(True)
        self.clicked.connect(lambda _index: self.take())

    def offer(self, picks: list[Pick]) -> None:
        """Show these lines, or nothing when there are none."""
        self._picks.show(picks)
        if not picks or not self._edit.isVisible():
            self.hide()
            return
        heights = [self._look.px(GROUP if p.run is None else ROW) for p in picks[:MOST_SHOWN]]
        self.resize(self._edit.width(), sum(heights) + 2)
        self.move(self._edit.mapToGlobal(QPoint(0, self._edit.height() + 2)))
        self._select(0, 1)
        self.show()

    def words(self) -> list[str]:
        """Return the lines that can be taken."""
        return [p.words for p in self._picks.picks if p.run is not None]

    def step(self, by: int) -> None:
        """Move up or down, past the heads of groups."""
        self._select(self.currentIndex().row() + by, by)

    def _select(self, row: int, by: int) -> None:
        while 0 <= row < len(self._picks.picks) and self._picks.picks[row].run is None:
            row += by
        if 0 <= row < len(self._picks.picks):
            self.setCurrentIndex(self._picks.index(row))

    def take(self) -> None:
        """Do what the current line stands for."""
        row = self.currentIndex().row()
        self.hide()
        if row >= 0 and (run := self._picks.picks[row].run) is not None:
            run()
