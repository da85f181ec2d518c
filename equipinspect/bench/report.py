"""Writes the measured rows as a table for people and as JSON for comparing runs."""

from __future__ import annotations

import json
import platform
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from equipinspect.bench.measure import Row

HEADS = (
    "group",
    "case",
    "anchor",
    "subject_ms",
    "anchor_ms",
    "ratio_median",
    "ratio_p90",
    "peak_MB",
    "check",
)
WIDTHS = (7, 22, 28, 11, 11, 12, 9, 8, 7)
MISSING = "missing"


def head() -> str:
    """Return the line above the rows."""
    return _line(HEADS)


def line(row: Row) -> str:
    """Return one row of the table."""
    ratio = "-" if row.ratio_median is None else f"{row.ratio_median:.2f}"
    high = "-" if row.ratio_p90 is None else f"{row.ratio_p90:.2f}"
    peak = "-" if row.peak_mb is None else f"{row.peak_mb:.1f}"
    cells = (
        row.group,
        row.case,
        row.anchor,
        _ms(row.subject_ms),
        _ms(row.anchor_ms),
        ratio,
        high,
        peak,
        row.check,
    )
    return _line(cells)


def _ms(value: float | None) -> str:
    return MISSING if value is None else f"{value:,.2f}"


def _line(cells: Sequence[str]) -> str:
    left = [c.ljust(w) for c, w in zip(cells[:3], WIDTHS[:3], strict=True)]
    right = [c.rjust(w) for c, w in zip(cells[3:], WIDTHS[3:], strict=True)]
    return " ".join([*left, *right]).rstrip()


def write_json(path: Path, rows: Sequence[Row], size: str, rounds: int) -> None:
    """Write the rows with what they were measured on."""
    about = {
        "size": size,
        "rounds": rounds,
        "python": sys.version.split()[0],
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "rows": [asdict(row) for row in rows],
    }
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")


assert len(HEADS) == len(fields(Row)) == len(WIDTHS)
