"""The icons: one grid, one stroke, one colour at a time."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from equipinspect.gui import icons
from equipinspect.gui.directory import ENTRIES

FILES = sorted(icons.FOLDER.glob("*.svg"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_an_icon_keeps_the_grid_and_the_stroke(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    assert root.get("viewBox") == "0 0 20 20"
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-width") == "1.5"
    assert root.get("fill") == "none"


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_an_icon_is_drawn_in_the_colour_asked_for(file: Path, qapp: QApplication) -> None:
    image = icons.pixmap(file.stem, "#0B6B66", 40, 1.0).toImage()
    seen = {image.pixelColor(x, y).name() for x in range(40) for y in range(40)
            if image.pixelColor(x, y).alpha() > 250}  # fmt: skip
    assert seen == {QColor("#0B6B66").name()}


def test_every_page_of_the_rail_has_its_icon() -> None:
    assert {e.icon for e in ENTRIES if e.words} <= {f.stem for f in FILES}
