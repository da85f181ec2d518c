"""The look in force: colours, type steps and measures at the chosen palette and text size."""

from __future__ import annotations

from typing import Protocol
from weakref import WeakSet

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from equipinspect.gui import icons, palette, style, typeface

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "base",
    QPalette.ColorRole.Button: "base",
    QPalette.ColorRole.Light: "base",
    QPalette.ColorRole.ToolTipBase: "base",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Dark: "line2",
    QPalette.ColorRole.Shadow: "line2",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Highlight: "sel",
    QPalette.ColorRole.HighlightedText: "text",
}
_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


class Wearer(Protocol):
    """A widget that takes something from the look when it is made."""

    def dress(self) -> None:
        """Take it again, because the look changed."""


class Look:
    """Colours, fonts, icons and measures; handed to every widget that paints itself."""

    def __init__(self, scheme: str = "light", percent: int = 100) -> None:
        self.scheme = scheme
        self.percent = percent
        self._wearers: WeakSet[Wearer] = WeakSet()
        self._read()

    def _read(self) -> None:
        self.names = palette.colours(self.scheme)
        self._colours = {name: QColor(value) for name, value in self.names.items()}
        self._fonts: dict[str, QFont] = {}

    def wear(self, application: QApplication, scheme: str, percent: int) -> None:
        """Change the whole program to ``scheme`` at ``percent`` text size (100–200)."""
        self.scheme, self.percent = scheme, percent
        self._read()
        icons.forget()
        application.setFont(self.font("list"))
        application.setPalette(self.qt_palette())
        application.setStyleSheet(style.sheet(self.names, self.percent))
        for wearer in list(self._wearers):
            if isValid(wearer):
                wearer.dress()
        for widget in application.allWidgets():
            widget.update()

    def follow(self, wearer: Wearer) -> None:
        """Dress a widget now and whenever the look changes."""
        self._wearers.add(wearer)
        wearer.dress()

    def qt_palette(self) -> QPalette:
        """Return the table as Qt's own palette, so that plain widgets follow it."""
        made = QPalette()
        for role, name in _ROLES.items():
            made.setColor(role, self.colour(name))
        inactive = QPalette.ColorGroup.Inactive
        made.setColor(inactive, QPalette.ColorRole.Highlight, self.colour("selInactive"))
        for role in _DISABLED:
            made.setColor(QPalette.ColorGroup.Disabled, role, self.colour("dis"))
        return made

    def colour(self, name: str) -> QColor:
        """Return the colour called ``name`` in the table."""
        return self._colours[name]

    def px(self, measure: float) -> int:
        """Return a design measure in pixels at the present text size."""
        return round(measure * self.percent / 100)

    def font(self, step: str, medium: bool | None = None) -> QFont:
        """Return the font of a type step: number, title, subtitle, form, list, small, badge."""
        key = f"{step}{medium}"
        if key not in self._fonts:
            points, weight = typeface.STEPS[step]
            heavy = weight if medium is None else medium
            self._fonts[key] = typeface.font(points * self.percent / 100, heavy)
        return self._fonts[key]

    def pixmap(self, name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
        """Return the icon ``name`` drawn in one colour of the table at ``size`` design pixels."""
        return icons.pixmap(name, self.names[colour], self.px(size), ratio)

    def icon(self, name: str, colour: str = "text2", size: int = 16) -> QIcon:
        """Return the same as a QIcon for buttons, with its disabled form."""
        made = QIcon()
        for ratio in (1.0, 2.0):
            made.addPixmap(self.pixmap(name, colour, size, ratio))
            made.addPixmap(self.pixmap(name, "dis", size, ratio), QIcon.Mode.Disabled)
        return made

    def icon_size(self, size: int = 16) -> QSize:
        """Return ``size`` design pixels as a QSize."""
        return QSize(self.px(size), self.px(size))
