"""Lets a person drop a file on a widget."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

DRAGGED = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class FileDrop(QObject):
    """Calls ``take`` with the name of a local file dropped on ``target``."""

    def __init__(self, target: QWidget, take: Callable[[str], None]) -> None:
        super().__init__(target)
        self._take = take
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Welcome local files, and take the first that is dropped."""
        if event.type() not in DRAGGED or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        urls = [u for u in event.mimeData().urls() if u.isLocalFile()]
        if not urls:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._take(urls[0].toLocalFile())
        return True
