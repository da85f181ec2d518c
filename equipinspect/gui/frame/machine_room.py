"""The machine-room mode: dark, half as large again, one record at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from equipinspect.gui.desk import Desk

PERCENT = 150


class MachineRoom:
    """Hides what stands around the record, and brings it back."""

    def __init__(self, desk: Desk, window: QWidget, around: tuple[QWidget, ...]) -> None:
        self._desk, self._window, self._around = desk, window, around
        self._worn = ("light", 100)
        self.is_on = False

    def toggle(self) -> None:
        """Enter the mode or leave it."""
        look, application = self._desk.look, self._desk.application
        self.is_on = not self.is_on
        if self.is_on:
            self._worn = (look.scheme, look.percent)
            look.wear(application, "dark", PERCENT)
            self._window.showFullScreen()
        else:
            look.wear(application, *self._worn)
            self._window.showNormal()
        for part in self._around:
            part.setVisible(not self.is_on)
        self._desk.go("register", alone=self.is_on)
