"""The one style sheet of the program, made from the colour table at the chosen text size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FILE: Path = Path(__file__).with_name("window.qss")
_MEASURE = re.compile(r"(\d+)dp")
_POINTS = re.compile(r"(\d+)fp")
_COLOUR = re.compile(r"@(\w+)")


@lru_cache(maxsize=1)
def _template() -> str:
    return FILE.read_text(encoding="utf-8")


def sheet(names: Mapping[str, str], percent: int) -> str:
    """Fill the template for a text size of ``percent``.

    ``@name`` is a colour of the table, ``8dp`` a measure of the design, ``12fp`` a size of type.
    """
    measured = _MEASURE.sub(lambda m: f"{round(int(m[1]) * percent / 100)}px", _template())
    measured = _POINTS.sub(lambda m: f"{int(m[1]) * percent / 100}pt", measured)
    return _COLOUR.sub(lambda m: names[m[1]], measured)
