"""Makes plain buttons in the kinds the style sheet knows: normal, primary, quiet, link."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from equipinspect.gui.look import Look

_INK = {"primary": "onAccent", "": "text2", "quiet": "text2", "link": "accent"}


class IconButton(QPushButton):
    """A button whose icon follows the palette."""

    def __init__(self, look: Look, text: str, icon: str, kind: str) -> None:
        super().__init__(text)
        self._look, self._icon, self._kind = look, icon, kind
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.follow(self)

    def dress(self) -> None:
        """Draw the icon in the ink of the look."""
        self.setIcon(self._look.icon(self._icon, _INK[self._kind]))
        self.setIconSize(self._look.icon_size())


def button(text: str, kind: str = "") -> QPushButton:
    """Return a button without an icon; ``kind``: "", primary, quiet."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def link_button(text: str) -> QPushButton:
    """Return a button that looks like a link."""
    return button(text, "link")
