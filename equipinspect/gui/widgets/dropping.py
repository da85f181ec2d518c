"""Lets a person drop files on a widget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

DRAGGED = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class FilesDrop(QObject):
    """Calls ``take`` with the local files dropped together on ``target``."""

    def __init__(self, target: QWidget, take: Callable[[list[Path]], None]) -> None:
        super().__init__(target)
        self._take = take
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Welcome local files, and take all that are dropped."""
        if event.type() not in DRAGGED or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        urls = [u for u in event.mimeData().urls() if u.isLocalFile()]
        if not urls:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._take([Path(url.toLocalFile()) for url in urls])
        return True


class FileDrop(FilesDrop):
    """Calls ``take`` with the name of the first local file dropped on ``target``."""

    def __init__(self, target: QWidget, take: Callable[[str], None]) -> None:
        super().__init__(target, lambda paths: take(str(paths[0])))
