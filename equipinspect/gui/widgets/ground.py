"""Puts a widget on one of the grounds of the style sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def ground(widget: QWidget, name: str) -> None:
    """Fill the widget with ``base``, ``window`` or ``sunken``, in whatever palette is worn."""
    widget.setProperty("ground", name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def framed(popup: QWidget) -> None:
    """Fill a popup with the ground of content, with an edge around it."""
    ground(popup, "base")
    popup.setProperty("framed", True)
