"""The typeface of the window: Noto Sans SC, Regular and Medium, as real files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Noto Sans SC"
FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Medium.ttf")

STEPS: dict[str, tuple[float, bool]] = {
    "number": (19.5, True),
    "title": (15, True),
    "subtitle": (13.5, True),
    "form": (12, False),
    "list": (10.5, False),
    "small": (9, False),
    "badge": (8, True),
}


def load(folder: Path) -> list[str]:
    """Register the shipped font files with Qt; return those that could not be loaded."""
    return [name for name in FILES if QFontDatabase.addApplicationFont(str(folder / name)) < 0]


def font(points: float, medium: bool) -> QFont:
    """Return the typeface at ``points`` in Regular or, where ``medium``, in Medium."""
    made = QFont()
    made.setFamilies([FAMILY, "Noto Sans CJK SC", "Microsoft YaHei UI"])
    made.setPointSizeF(points)
    made.setWeight(QFont.Weight.Medium if medium else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
