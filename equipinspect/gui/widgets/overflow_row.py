"""Widgets side by side; those that do not fit go into a menu at the end instead of being clipped."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button
from equipinspect.model.text import _


class OverflowRow(QWidget):
    """A row of buttons with an end that is always reachable."""

    def __init__(self, look: Look, gap: int, height: int) -> None:
        super().__init__()
        self.look, self._gap, self.tall = look, gap, height
        self._buttons: list[QAbstractButton] = []
        self._hidden: list[QAbstractButton] = []
        self._more = button(_("更多 ▾"), "quiet")
        self._more.setParent(self)
        self._more.clicked.connect(self._open)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.follow(self)

    def fill(self, buttons: list[QAbstractButton]) -> None:
        """Show other buttons."""
        for old in self._buttons:
            if old not in buttons:
                old.setParent(None)
                old.deleteLater()
        self._buttons = buttons
        for each in buttons:
            each.setParent(self)
        self.arrange()

    def sizeHint(self) -> QSize:
        """Return the height of the row; its width is whatever there is."""
        return QSize(100, self.look.px(self.tall))

    def minimumSizeHint(self) -> QSize:
        """Return how small the row may become."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        self.arrange()

    def dress(self) -> None:
        """Measure anew, because palette or text size changed."""
        self.updateGeometry()
        self.arrange()

    def arrange(self) -> None:
        """Place what fits, and put the rest behind the menu."""
        gap, left = self.look.px(self._gap), 0
        sizes = [b.sizeHint() for b in self._buttons]
        total = sum(s.width() + gap for s in sizes) - gap
        more = self._more.sizeHint()
        room = self.width() if total <= self.width() else self.width() - more.width() - gap
        self._hidden = []
        for each, size in zip(self._buttons, sizes, strict=True):
            if self._hidden or left + size.width() > room:
                self._hidden.append(each)
                each.hide()
                continue
            each.setGeometry(
                left, (self.height() - size.height()) // 2, size.width(), size.height()
            )
            each.show()
            left += size.width() + gap
        self._more.setGeometry(
            left, (self.height() - more.height()) // 2, more.width(), more.height()
        )
        self._more.setVisible(bool(self._hidden))

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in self._hidden:
            action = menu.addAction(each.accessibleName() or each.text())
            action.setCheckable(each.isCheckable())
            action.setChecked(each.isChecked())
            action.triggered.connect(lambda _on=False, each=each: each.click())
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))
