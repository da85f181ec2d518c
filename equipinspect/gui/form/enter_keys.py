"""Makes Enter go from editor to editor, and tells when an editor is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterKeys(QObject):
    """Watches editors; ``shown`` gives them in reading order, ``left`` hears the name of one left."""

    def __init__(
        self, own: QObject, shown: Callable[[], list[QWidget]], left: Callable[[str], None]
    ) -> None:
        super().__init__(own)
        self._shown, self._left = shown, left
        self.on_reach: Callable[[QWidget], None] = lambda _widget: None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn Enter in an editor into going to the next one."""
        if event.type() == QEvent.Type.FocusOut:
            key = watched.objectName()
            QTimer.singleShot(0, self, lambda: self._left(key))
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enters = event.key() in _ENTER and event.modifiers() in _PLAIN
            if enters and self._go_on(watched):
                return True
        return super().eventFilter(watched, event)

    def _go_on(self, watched: QObject) -> bool:
        popup = getattr(watched, "popup", None)
        shown = self._shown()
        if (popup is not None and popup.isVisible()) or watched not in shown:
            return False
        place = [*map(id, shown)].index(id(watched)) + 1
        if place < len(shown):
            shown[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.on_reach(shown[place])
        return True
