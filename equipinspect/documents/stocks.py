"""What is in the printer: sheets of labels, whole pages, rolls; and how one printer is off."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

MOST_LABELS = 500
LARGEST_MM = 1200.0
TOLERANCE_MM = 0.2


@dataclass(frozen=True)
class Stock:
    """A sheet of ``columns`` × ``rows`` places; all lengths in mm from the top left.

    ``left`` and ``top`` are the corner of the first place, ``across`` and ``down`` the way from one
    place to the next. A roll and a whole page have one place.
    """

    key: str
    title: str
    page_width: float
    page_height: float
    label_width: float
    label_height: float
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    across: float = 0
    down: float = 0

    @property
    def places(self) -> int:
        """How many labels one sheet holds."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Return the top left corner of a place, counted from 0 in reading order, in mm."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.across, self.top + row * self.down


@dataclass(frozen=True)
class Calibration:
    """How much a printer must be corrected on one stock: mm to the right and down, scale in both."""

    right: float = 0
    down: float = 0
    scale_x: float = 1
    scale_y: float = 1


STRAIGHT = Calibration()
MOST_SHIFT_MM = 20.0
MOST_STRETCH = 0.05


def whole_page(width: float, height: float) -> Stock:
    """Return the stock of a document that fills its page, lengths in mm."""
    return Stock("page", _("整页"), width, height, width, height)


def read_stocks(path: Path) -> dict[str, Stock]:
    """Read label sheets by key; raise UserError naming the file when one cannot be used."""
    try:
        entries = tomllib.loads(path.read_text("utf-8"))["stock"]
        found = [stock(entry) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            _("纸张文件 {file} 不能使用：{why}。").format(file=path.name, why=error)
        ) from error
    return {one.key: one for one in found}


def stock(entry: Mapping[str, Any]) -> Stock:
    """Return one label sheet from its entries; raise ValueError when labels overlap or leave the page."""
    known = {field.name for field in fields(Stock)}
    if strange := [key for key in entry if key not in known]:
        raise ValueError(_("不认识的项 {keys}").format(keys="、".join(strange)))
    one = Stock(**entry)
    problem = _problem(one)
    if problem:
        raise ValueError(_("{title}：{problem}").format(title=one.title, problem=problem))
    return one


def _problem(one: Stock) -> str:
    lengths = [value for value in asdict(one).values() if isinstance(value, float | int)]
    if min(lengths) < 0 or max(lengths) > LARGEST_MM or not 1 <= one.places <= MOST_LABELS:
        return _("长度和个数不在合理范围内")
    if min(one.label_width, one.label_height) <= 0:
        return _("标签没有大小")
    if one.columns > 1 and one.across < one.label_width - TOLERANCE_MM:
        return _("横向间距 {n} 毫米小于标签宽度，标签会重叠").format(n=one.across)
    if one.rows > 1 and one.down < one.label_height - TOLERANCE_MM:
        return _("纵向间距 {n} 毫米小于标签高度，标签会重叠").format(n=one.down)
    x, y = one.corner(one.places - 1)
    right, low = x + one.label_width, y + one.label_height
    if right > one.page_width + TOLERANCE_MM or low > one.page_height + TOLERANCE_MM:
        return _("最后一个标签超出纸张")
    return ""


def measured(
    expected: tuple[float, float, float, float], found: tuple[float, float, float, float]
) -> Calibration:
    """Return the correction from a test sheet: left, top, width and height of its frame in mm.

    ``expected`` is what the sheet should show, ``found`` what a ruler reads on the paper. Raises
    UserError when the numbers cannot be right.
    """
    left, top, width, height = found
    if width <= 0 or height <= 0:
        raise UserError(_("量得的框宽和框高应大于 0，请重新量。"))
    scale = (expected[2] / width, expected[3] / height)
    one = Calibration(
        round(expected[0] - left * scale[0], 3),
        round(expected[1] - top * scale[1], 3),
        round(scale[0], 5),
        round(scale[1], 5),
    )
    off = max(abs(one.right), abs(one.down))
    if off > MOST_SHIFT_MM or max(abs(one.scale_x - 1), abs(one.scale_y - 1)) > MOST_STRETCH:
        raise UserError(
            _(
                "量得的数与测试页相差太多（偏移 {off} 毫米），请核对单位是毫米、打印比例是 100%。"
            ).format(off=round(off, 1))
        )
    return one
