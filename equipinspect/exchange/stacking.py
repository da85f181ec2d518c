"""Lays the texts of possible header rows above each other, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from equipinspect.exchange.sheets import Merge, Row

Grid = dict[int, list[str]]
Parts = tuple[str, ...]  # the texts of one column from top to bottom
Stack = tuple[tuple[int, ...], dict[int, Parts]]  # rows, and the parts by column

_MAX_DEPTH = 3


def grid_of(rows: Sequence[Row]) -> Grid:
    """Return the texts of rows by row number."""
    return {number: [_text(c) for c in cells] for number, cells in rows}


def stacks(grid: Grid, merged: Sequence[Merge]) -> Iterator[Stack]:
    """Yield every run of one to three rows as a possible header."""
    spread = _spread(grid, merged)
    for number in grid:
        for depth in range(1, _MAX_DEPTH + 1):
            rows = tuple(range(number, number + depth))
            if all(r in grid for r in rows):
                parts = _stacked([spread[r] for r in rows], bool(merged))
                if parts:
                    yield rows, parts


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else str(cell)


def _spread(grid: Grid, merged: Sequence[Merge]) -> Grid:
    """Write the text of a merged range into each of its columns, in its first row only."""
    filled = {number: list(cells) for number, cells in grid.items()}
    for (top, left), (_low, right) in merged:
        cells = filled.get(top)
        if cells and left < len(cells):
            last = min(right + 1, len(cells))
            cells[left:last] = [cells[left]] * (last - left)
    return filled


def _stacked(rows: list[list[str]], merges_known: bool) -> dict[int, tuple[str, ...]]:
    """Join the texts above each other; without merges an empty upper cell repeats its left one."""
    uppers = rows[:-1] if merges_known else [_carried(r, rows[-1]) for r in rows[:-1]]
    found: dict[int, tuple[str, ...]] = {}
    for index in range(max(map(len, rows))):
        texts = [r[index] if index < len(r) else "" for r in (*uppers, rows[-1])]
        parts = tuple(dict.fromkeys(t for t in texts if t))
        if parts:
            found[index] = parts
    return found


def _carried(upper: list[str], lower: list[str]) -> list[str]:
    carried, last = [], ""
    for index, text in enumerate(upper):
        below = lower[index] if index < len(lower) else ""
        last = text or (last if below else "")
        carried.append(last)
    return carried
