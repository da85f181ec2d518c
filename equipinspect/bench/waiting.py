"""Waits inside Qt's event loop without burning the CPU time that is being measured."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

TICK = 2  # milliseconds between looks
PATIENCE = 30_000  # looks, at least a minute


def wait(qt: QApplication, until: Callable[[], bool]) -> bool:
    """Process events until something holds; False when it never did."""
    ticking = QTimer()
    ticking.start(TICK)
    for _look in range(PATIENCE):
        if until():
            return True
        qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return False
