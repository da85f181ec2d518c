"""The official 特种设备安全监督检查记录: every box of the form, long findings on 续页, open signature lines."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipinspect.documents.fonts import Font
from equipinspect.documents.paper import MIDDLE, POINT, WIDTH, Paper, Type, refuse_missing_glyphs
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

KEY = "check_record_a4"
PAD = 1.5  # mm between a line and words
LIST_FROM = 3  # devices: more than so many get a list of their own


@dataclass(frozen=True)
class CheckRecord:
    """What one record says: words by box, chosen ticks by row, checked devices as name and code."""

    number: str
    boxes: Mapping[str, str]
    ticks: Mapping[str, frozenset[str]]
    devices: tuple[tuple[str, str], ...]
    findings: str
    office: str = ""
    demo: bool = False


def check_record(templates: Path, values: CheckRecord, font: Font) -> bytes:
    """Return the PDF, A4; raise UserError when the font lacks a character or the form cannot be read."""
    layout = read_form(templates / f"{KEY}.toml")
    texts = [*values.boxes.items(), (_("发现的问题"), values.findings)]
    texts += [(_("设备"), "".join(pair)) for pair in values.devices]
    refuse_missing_glyphs(font, texts)
    paper = Paper(font, f"{layout['title']} {values.number}", values.office, values.demo)
    _Form(paper, layout, values).draw()
    return paper.pdf()


def read_form(path: Path) -> dict[str, Any]:
    """Read the data of a form; raise UserError naming the file when it cannot be used."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        text = _("版式文件 {file} 不能使用：{why}。")
        raise UserError(text.format(file=path.name, why=error)) from error


class _Form:
    """One record while it is drawn."""

    def __init__(self, paper: Paper, layout: dict[str, Any], values: CheckRecord) -> None:
        self._paper = paper
        self._layout = layout
        self._values = values
        self._size = float(layout["size"])
        self._type = Type(self._size)
        self._left, self._width = float(layout["left"]), float(layout["width"])
        many = len(values.devices) > LIST_FROM
        listed = [f"{i}. {name}　{code}" for i, (name, code) in enumerate(values.devices, 1)]
        after = ["", layout["words"]["devices"] + "：", *listed] if many else []
        self._rest = [line for text in (values.findings, *after) for line in text.split("\n")]

    def draw(self) -> None:
        """Draw the form, and as many 续页 as its words need."""
        y = self._head(str(self._layout["title"]))
        rows = self._layout["row"]
        fixed = sum(float(r["height"]) for r in rows if not r.get("grow"))
        room = float(self._layout["bottom"]) - y - fixed
        for row in rows:
            height = room if row.get("grow") else float(row["height"])
            self._row(row, y, height)
            y += height
        while self._rest:
            self._continue()

    def _head(self, title: str) -> float:
        self._paper.new_page()
        top = float(self._layout["top"])
        big = float(self._layout["title_size"])
        self._paper.words((WIDTH / 2, top + 6), title, Type(big, bold=True, align="centre"))
        number = str(self._layout["words"]["number"]) + self._values.number
        at = (self._left + self._width, top + 14.5)
        self._paper.words(at, number, Type(self._size, align="right"))
        return top + 17

    def _row(self, row: Mapping[str, Any], y: float, height: float) -> None:
        x = self._left
        for cell in row["cells"]:
            width = float(cell["width"])
            self._paper.rect(x, y, width, height)
            self._cell(cell, (x, y), (width, height))
            x += width

    def _cell(
        self, cell: Mapping[str, Any], at: tuple[float, float], room: tuple[float, float]
    ) -> None:
        if "label" in cell:
            lines = str(cell["label"]).split("\n")
            self._centred(lines, at, room)
        elif "ticks" in cell:
            self._ticks(str(cell["ticks"]), at, room)
        elif cell.get("place") == "findings":
            self._flow(at, room)
        elif "place" in cell:
            self._value(str(cell["place"]), at, room, signed="sign" in cell)
        if "sign" in cell:
            self._signature(str(cell["sign"]), at, room, bool(cell.get("short")))

    def _centred(
        self, lines: list[str], at: tuple[float, float], room: tuple[float, float]
    ) -> None:
        leading = self._size * 1.25 * POINT
        y = at[1] + room[1] / 2 - (len(lines) - 1) * leading / 2 + self._size * MIDDLE * POINT
        for i, line in enumerate(lines):
            size = self._paper.shrunk(line, room[0] - 2, self._size)
            place = (at[0] + room[0] / 2, y + i * leading)
            self._paper.words(place, line, Type(size, align="centre"))

    def _value(
        self, place: str, at: tuple[float, float], room: tuple[float, float], signed: bool
    ) -> None:
        text = self._box(place)
        size, height = self._size, room[1] - (9 if signed else 0)
        lines = self._paper.fit(text, room[0] - 2 * PAD, size)
        while len(lines) * size * 1.3 * POINT > height - 1 and size > 6:  # noqa: PLR2004
            size -= 0.5
            lines = self._paper.fit(text, room[0] - 2 * PAD, size)
        leading = size * 1.3 * POINT
        first = at[1] + height / 2 - (len(lines) - 1) * leading / 2 + size * MIDDLE * POINT
        if signed:
            first = at[1] + PAD + size * POINT
        for i, line in enumerate(lines):
            self._paper.words((at[0] + PAD, first + i * leading), line, Type(size))

    def _box(self, place: str) -> str:
        devices = self._values.devices
        column = {"device_names": 0, "device_codes": 1}.get(place)
        if column is None:
            return self._values.boxes.get(place, "")
        if len(devices) > LIST_FROM:
            first = devices[0][column] or "—"
            return _("{first} 等 {n} 台，清单附后").format(first=first, n=len(devices))
        return "\n".join(pair[column] or "—" for pair in devices)

    def _ticks(self, key: str, at: tuple[float, float], room: tuple[float, float]) -> None:
        options = [(v, w) for v, w in self._layout["ticks"][key]]
        chosen = self._values.ticks.get(key, frozenset())
        extra = self._values.boxes.get(f"{key}_extra", "")
        labels = [(value in chosen, words) for value, words in options]
        if extra:
            labels[-1] = (labels[-1][0], f"{labels[-1][1]}：{extra}")
        if unknown := self._values.boxes.get(f"{key}_old", ""):
            labels.append((True, unknown))
        lines = self._tick_lines(labels, room[0] - 2 * PAD)
        leading = self._size * 1.45 * POINT
        y = at[1] + room[1] / 2 - (len(lines) - 1) * leading / 2 + self._size * MIDDLE * POINT
        for line in lines:
            x = at[0] + PAD
            for ticked, words in line:
                self._paper.tick((x, y), self._size, ticked)
                self._paper.words((x + self._size * POINT, y), words, self._type)
                x += self._tick_width(words)
            y += leading

    def _tick_width(self, words: str) -> float:
        return self._paper.width(words, self._size) + 2.2 * self._size * POINT

    def _tick_lines(
        self, labels: list[tuple[bool, str]], width: float
    ) -> list[list[tuple[bool, str]]]:
        lines: list[list[tuple[bool, str]]] = [[]]
        used = 0.0
        for label in labels:
            wide = self._tick_width(label[1])
            if lines[-1] and used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append(label)
            used += wide
        return lines

    def _flow(self, at: tuple[float, float], room: tuple[float, float]) -> None:
        """Write as many lines as the box holds; what is left goes on a 续页."""
        leading, width = self._type.leading, room[0] - 2 * PAD
        holds = int((room[1] - 2 * PAD) / leading)
        more = sum(len(self._paper.fit(p, width, self._size)) for p in self._rest) > holds
        shown: list[str] = []
        while self._rest and (left := holds - more - len(shown)) > 0:
            lines = self._paper.fit(self._rest.pop(0), width, self._size)
            shown += lines[:left]
            if lines[left:]:
                self._rest.insert(0, "".join(lines[left:]))
        if more:
            shown.append(str(self._layout["words"]["more"]))
        y = at[1] + PAD + self._size * POINT
        for i, line in enumerate(shown):
            self._paper.words((at[0] + PAD, y + i * leading), line, self._type)

    def _signature(
        self, words: str, at: tuple[float, float], room: tuple[float, float], short: bool
    ) -> None:
        y = at[1] + room[1] - 2.5
        date = str(self._layout["words"]["date"])
        right = at[0] + room[0] - PAD
        self._paper.words((right, y), date, Type(self._size, align="right"))
        if words:
            wide = self._paper.width(date, self._size)
            self._paper.words((right - wide - 70, y), words, self._type)
        elif not short:
            self._paper.rule(at[0] + 3, y - 6, room[0] - 6)

    def _continue(self) -> None:
        words = self._layout["words"]
        y = self._head(str(self._layout["continued"]))
        bottom = float(self._layout["bottom"])
        height = bottom - y - 16
        self._paper.rect(self._left, y, self._width, height)
        self._flow((self._left, y), (self._width, height))
        x = self._left
        for key, wide in (("unit_sign", 62), ("officer_sign", 62), ("recorder_sign", 46)):
            self._paper.words((x, bottom - 8), str(words[key]), self._type)
            x += wide
        at = (self._left + self._width, bottom - 1)
        self._paper.words(at, str(words["date"]), Type(self._size, align="right"))
