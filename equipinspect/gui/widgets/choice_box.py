"""A combo box with our own arrow, and a search in its options as one types."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from equipinspect.gui.look import Look


class ChoiceBox(QComboBox):
    """Options to pick from; ``typing`` lets a person type a part of one."""

    def __init__(self, look: Look, typing: bool = False) -> None:
        super().__init__()
        self._look = look
        self.setEditable(typing)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.line: QLineEdit = self.lineEdit() or QLineEdit(self)
        self.line.setVisible(typing)
        if typing:
            self._complete()

    def _complete(self) -> None:
        completer = QCompleter(QStringListModel(), self)
        completer.setModel(self.model())
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if (popup := completer.popup()) is not None:
            popup.setProperty("popup", True)
        self.setCompleter(completer)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the pane, so that scrolling never changes a value."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the text, so that typing replaces it."""
        super().focusInEvent(event)
        self.line.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and our arrow, unless the box rests."""
        super().paintEvent(event)
        if self.property("rest") and not self.hasFocus() and not self.underMouse():
            return
        painter = QPainter(self)
        pixmap = self._look.pixmap("down", "text2", 14, self.devicePixelRatioF())
        side = self._look.px(14)
        place = QPointF(self.width() - side - self._look.px(8), round((self.height() - side) / 2))
        painter.drawPixmap(place, pixmap)
        painter.end()
