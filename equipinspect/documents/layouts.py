"""Layouts of printed documents, read from TOML: millimetres, edition, first day of use."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import Any

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

SMALLEST_SIDE = 25.0
SMALLEST_MODULE = 0.38
FIELD = "field_"  # before the key of a field of the equipment


@dataclass(frozen=True)
class Frame:
    """A rectangle around the page; ``inset`` and ``width`` in mm."""

    inset: float
    width: float
    ink: str = "text"


@dataclass(frozen=True)
class Rule:
    """A horizontal line; all lengths in mm."""

    x: float
    y: float
    length: float
    width: float
    ink: str = "text"


@dataclass(frozen=True)
class Text:
    """Words at a place: mm from the top left, ``y`` the baseline; ``size`` and spacing in pt.

    ``width`` is the room in mm: a longer line shrinks, a ``wrap`` one goes on ``leading`` mm below
    and shrinks when it needs more than ``lines`` of them.
    """

    text: str
    x: float
    y: float
    size: float
    width: float = 0
    align: str = "left"
    bold: bool = False
    spacing: float = 0
    ink: str = "text"
    wrap: bool = False
    leading: float = 0
    lines: int = 0
    demo: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the table below those of the equipment; ``scale`` enlarges its value."""

    label: str
    text: str
    bold: bool = False
    scale: float = 1.0


@dataclass(frozen=True)
class Table:
    """Where the rows stand: lengths in mm, sizes in pt; ``row`` is the height of a usual one."""

    x: float
    y: float
    width: float
    height: float
    row: float
    label_width: float
    size: float
    label_size: float
    line: float
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Caption:
    """A line centred below the code, ``gap`` mm under the one before."""

    text: str
    size: float
    gap: float
    bold: bool = False
    ink: str = "text"


@dataclass(frozen=True)
class Code:
    """Where the code stands: ``side`` mm with its quiet zone, growing up to ``largest``.

    A module is at least ``module`` mm and a whole number of dots of a ``dpi`` printer.
    """

    x: float
    y: float
    side: float
    largest: float
    module: float
    dpi: int
    level: str
    captions: tuple[Caption, ...]


@dataclass(frozen=True)
class Mark:
    """Large pale words across the page of a demo print."""

    text: str
    x: float
    y: float
    size: float
    angle: float
    ink: str


@dataclass(frozen=True)
class Layout:
    """One printed form in one edition."""

    key: str
    title: str
    edition: str
    effective_from: date
    page: tuple[float, float]
    inks: dict[str, str]
    frames: tuple[Frame, ...]
    rules: tuple[Rule, ...]
    texts: tuple[Text, ...]
    table: Table
    code: Code
    mark: Mark


def read_layout(path: Path) -> Layout:
    """Read one layout; raise UserError naming the file when it cannot be used."""
    try:
        return _layout(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UserError(
            _("版式文件 {file} 不能使用：{why}。").format(file=path.name, why=error)
        ) from error


def layout_on(folder: Path, key: str, on: date) -> Layout:
    """Return the edition of the form ``key`` that is in use on a day."""
    editions = [read_layout(path) for path in sorted(folder.glob(f"{key}*.toml"))]
    in_use = [x for x in editions if x.key == key and x.effective_from <= on]
    if not in_use:
        raise UserError(_("{day} 没有可用的凭证版式 {key}。").format(day=on, key=key))
    return max(in_use, key=lambda x: x.effective_from)


def _layout(raw: dict[str, Any]) -> Layout:
    table, code = dict(raw["table"]), dict(raw["code"])
    rows = tuple(Row(**row) for row in table.pop("rows", ()))
    captions = tuple(Caption(**caption) for caption in code.pop("captions", ()))
    layout = Layout(
        key=raw["key"],
        title=raw["title"],
        edition=raw["edition"],
        effective_from=date.fromisoformat(raw["effective_from"]),
        page=(float(raw["page"][0]), float(raw["page"][1])),
        inks=raw["inks"],
        frames=tuple(Frame(**frame) for frame in raw.get("frame", ())),
        rules=tuple(Rule(**rule) for rule in raw.get("rule", ())),
        texts=tuple(Text(**text) for text in raw["text"]),
        table=Table(rows=rows, **table),
        code=Code(captions=captions, **code),
        mark=Mark(**raw["mark"]),
    )
    _check(layout)
    return layout


def _check(layout: Layout) -> None:
    """Raise ValueError for what would only be noticed while printing, or by no scanner."""
    if layout.code.side < SMALLEST_SIDE or layout.code.module < SMALLEST_MODULE:
        raise ValueError(_("二维码小于 25 毫米，或模块小于 0.38 毫米"))
    worded: tuple[Text | Row | Caption, ...]
    worded = (*layout.texts, *layout.table.rows, *layout.code.captions)
    for __, place, ___, ____ in chain(*(Formatter().parse(part.text) for part in worded)):
        if place is not None:
            place_label(place)
    drawn = (*layout.frames, *layout.rules, *layout.texts, *layout.code.captions, layout.mark)
    for ink in (str(vars(part)["ink"]) for part in drawn):
        if ink not in layout.inks:
            raise ValueError(_("没有颜色 {ink}").format(ink=ink))


def values_only(layout: Layout) -> Layout:
    """Return the layout without what is printed on the paper already: frames, lines, fixed words."""
    filled = tuple(
        t for t in layout.texts if t.demo or any(p[1] for p in Formatter().parse(t.text))
    )
    return replace(layout, frames=(), rules=(), texts=filled)


def fields_of(layout: Layout) -> set[str]:
    """Return the keys of the equipment's fields that a layout prints."""
    worded: tuple[Text | Row | Caption, ...]
    worded = (*layout.texts, *layout.table.rows, *layout.code.captions)
    places = (each for part in worded for __, each, ___, ____ in Formatter().parse(part.text))
    return {place[len(FIELD) :] for place in places if place and place.startswith(FIELD)}


def place_label(place: str) -> str:
    """Return what people call a place of a layout; raise ValueError when there is none such."""
    labels = {
        "office": _("发证机关"),
        "number": _("凭证编号"),
        "equipment": _("设备标识"),
        "kind": _("检查类别"),
        "checked_on": _("检查日期"),
        "result": _("检查结果"),
        "officers": _("执法人员"),
        "issued": _("签发日期"),
        "valid_to": _("凭证展示期至"),
        "key": _("密钥编号"),
        "id": _("记录号"),
        "title": _("设备"),
        "category": _("设备种类"),
        "where": _("使用地点"),
        "next": _("下次检验日期"),
        "rescue": _("应急救援电话"),
    }
    if place.startswith(FIELD) and place[len(FIELD) :].isidentifier():
        return place[len(FIELD) :]
    if place not in labels:
        raise ValueError(_("没有可填的内容 {place}").format(place=place))
    return labels[place]
