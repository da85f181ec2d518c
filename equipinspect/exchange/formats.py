"""Knows which number formats show a year and a month but no day: 2025年4月 typed into a date cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

_BUILT_IN = frozenset(
    {"17", "27", "36", "50", "52", "57"}
)  # mmm-yy, and yyyy年m月 in Chinese Excel
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MONTH_CELL = rb"""<(?:\w+:)?c r=["']([A-Z]+)(\d+)["'][^>]*? s=["'](?:%s)["'][^>]*[^/]>"""


def shows_month_only(code: str) -> bool:
    """Say whether a format such as yyyy"年"m"月" leaves the day out."""
    first = _LITERALS.sub("", code.partition(";")[0]).lower()
    return "y" in first and "m" in first and not set("dhs") & set(first)


def month_styles(styles: bytes) -> list[str]:
    """Return the numbers of the cell styles that show only year and month, from styles.xml."""
    root = ElementTree.fromstring(styles)
    known = set(_BUILT_IN)
    for element in root.iter():
        if element.tag.endswith("}numFmt") and shows_month_only(element.get("formatCode", "")):
            known.add(element.get("numFmtId", ""))
    formats = next((e for e in root.iter() if e.tag.endswith("}cellXfs")), ())
    return [str(number) for number, each in enumerate(formats) if each.get("numFmtId") in known]


def month_cells(styles: Iterable[str]) -> re.Pattern[bytes]:
    """Return the pattern that finds the cells with these styles: column letters, row."""
    return re.compile(_MONTH_CELL % "|".join(styles).encode())
