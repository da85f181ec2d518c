"""The colour table: readable, complete, and the only place with colours."""

import re
from itertools import product
from pathlib import Path

import pytest

from equipinspect.gui import palette
from equipinspect.gui.look import Look

GUI = Path(palette.__file__).parent
GROUNDS = ("window", "base", "sel", "sunken", "hover")


def _light(value: str) -> float:
    parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((_light(one), _light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", palette.SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), list(product(("text", "text2"), GROUNDS)))
def test_words_are_readable_on_every_ground(scheme: str, ink: str, ground: str) -> None:
    named = palette.colours(scheme)
    assert contrast(named[ink], named[ground]) >= 4.5


@pytest.mark.parametrize("scheme", palette.SCHEMES)
@pytest.mark.parametrize("ground", ["window", "base", "sel"])
def test_hints_links_and_edges_are_seen(scheme: str, ground: str) -> None:
    named = palette.colours(scheme)
    assert contrast(named["text3"], named[ground]) >= 4.5
    assert contrast(named["accent"], named[ground]) >= 4.5
    assert contrast(named["line2"], named[ground]) >= 3
    assert contrast(named["ring"], named[ground]) >= 3


@pytest.mark.parametrize("scheme", palette.SCHEMES)
@pytest.mark.parametrize("risk", palette.RISKS)
def test_risks_are_read_as_words_first(scheme: str, risk: str) -> None:
    named = palette.colours(scheme)
    for ground in (f"{risk}Bg", "base", "sel"):
        assert contrast(named[risk], named[ground]) >= 4.5


@pytest.mark.parametrize("scheme", palette.SCHEMES)
def test_the_primary_button_is_readable(scheme: str) -> None:
    named = palette.colours(scheme)
    assert contrast(named["onAccent"], named["accent"]) >= 4.5
    assert contrast(named["onAccent"], named["accentHover"]) >= 4.5


def test_no_colour_stands_outside_the_table() -> None:
    others = [p for p in [*GUI.rglob("*.py"), *GUI.rglob("*.qss")] if p.name != "palette.py"]
    found = [
        p.name for p in others if re.search(r"#[0-9A-Fa-f]{6}\b|QColor\(\d", p.read_text("utf-8"))
    ]
    assert found == []


def test_every_colour_of_the_sheet_is_in_the_table() -> None:
    used = set(re.findall(r"@(\w+)", (GUI / "window.qss").read_text("utf-8")))
    assert used <= set(palette.colours("light"))


@pytest.mark.parametrize(("percent", "row"), [(100, 28), (150, 42), (200, 56)])
def test_measures_follow_the_text_size(percent: int, row: int) -> None:
    assert Look("light", percent).px(28) == row
