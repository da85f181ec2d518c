"""The one style sheet of the program, made from the colour table at the chosen text size."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

FILE: Path = Path(__file__).with_name("window.qss")
_MEASURE = re.compile(r"(\d+)dp")
_COLOUR = re.compile(r"@(\w+)")


@lru_cache(maxsize=1)
def _template() -> str:
    return FILE.read_text(encoding="utf-8")


def sheet(names: Mapping[str, str], px: Callable[[float], int]) -> str:
    """Fill the template: ``@name`` is a colour of the table, ``8dp`` a measure of the design."""
    measured = _MEASURE.sub(lambda m: f"{px(int(m[1]))}px", _template())
    return _COLOUR.sub(lambda m: names[m[1]], measured)
