"""The official 特种设备安全监察指令书: problems, law, deadline, measures, remedies, signatures and seal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equipinspect.documents.check_record import read_form
from equipinspect.documents.fonts import Font
from equipinspect.documents.paper import (
    WIDTH,
    Paper,
    Type,
    day_words,
    refuse_missing_glyphs,
)
from equipinspect.model.text import _

KEY = "directive_a4"
SIGNING = 62  # mm kept together at the end: signatures, seal, date, copies
INDENT = "　　"


@dataclass(frozen=True)
class Directive:
    """What one directive says; problems and measures one sentence each, dates YYYY-MM-DD."""

    number: str
    office: str
    unit: str
    problems: tuple[str, ...]
    violated: str
    basis: str
    deadline: str
    measures: tuple[str, ...]
    review_body: str
    court: str
    issued_on: str
    officers: tuple[str, ...] = ()
    void: bool = False
    demo: bool = False


def directive(templates: Path, values: Directive, font: Font) -> bytes:
    """Return the PDF, A4; raise UserError when the font lacks a character."""
    layout = read_form(templates / f"{KEY}.toml")
    refuse_missing_glyphs(
        font,
        [
            (_("被检查单位"), values.unit),
            (_("发出部门"), values.office),
            (_("存在的问题"), "".join(values.problems)),
            (_("违反的规定"), values.violated + values.basis),
            (_("改正措施"), "".join(values.measures)),
            (_("复议机关和法院"), values.review_body + values.court),
        ],
    )
    paper = Paper(font, f"{layout['title']} {values.number}", values.office, values.demo)
    _Sheet(paper, layout, values).draw()
    return paper.pdf()


def _numbered(sentences: tuple[str, ...]) -> list[str]:
    if len(sentences) == 1:
        return [INDENT + sentences[0]]
    return [f"{INDENT}{i}. {text}" for i, text in enumerate(sentences, 1)]


class _Sheet:
    """One directive while it is drawn."""

    def __init__(self, paper: Paper, layout: dict[str, Any], values: Directive) -> None:
        self._paper, self._layout, self._values = paper, layout, values
        self._left, self._right = float(layout["left"]), float(layout["right"])
        self._type = Type(float(layout["size"]))
        self._small = Type(float(layout["small_size"]))
        self._y = 0.0

    def draw(self) -> None:
        """Draw the head, the body over as many pages as it needs, and the end on one page."""
        self._head()
        for line in self._body():
            if self._y + self._type.leading > float(self._layout["bottom"]):
                self._new_page()
            self._y += self._type.leading
            self._paper.words((self._left, self._y), line, self._type)
        if self._y + SIGNING > float(self._layout["bottom"]):
            self._new_page()
        self._end()

    def _new_page(self) -> None:
        self._paper.new_page()
        self._y = float(self._layout["top"])
        self._paper.words((self._right, self._y), self._values.number, Type(10.5, align="right"))
        self._y += 4

    def _head(self) -> None:
        self._paper.new_page()
        y = float(self._layout["top"])
        size = self._paper.shrunk(self._values.office, self._right - self._left, 16)
        self._paper.words((WIDTH / 2, y), self._values.office, Type(size, align="centre"))
        title = Type(float(self._layout["title_size"]), bold=True, align="centre")
        self._paper.words((WIDTH / 2, y + 14), str(self._layout["title"]), title)
        number = self._values.number + (_("（作废）") if self._values.void else "")
        self._paper.words((self._right, y + 25), number, Type(12, align="right"))
        self._paper.rule(self._left, y + 28, self._right - self._left)
        self._y = y + 31

    def _body(self) -> list[str]:
        values = self._values
        places = {
            "unit": values.unit,
            "violated": values.violated,
            "basis": values.basis,
            "deadline": day_words(values.deadline),
            "review_body": values.review_body or "＿＿＿＿＿＿＿＿",
            "court": values.court or "＿＿＿＿＿＿＿＿",
        }
        lines: list[str] = []
        for paragraph in self._layout["body"]:
            texts = [str(paragraph).format_map({**places, "problems": "", "measures": ""})]
            if paragraph == "{problems}":
                texts = _numbered(values.problems)
            elif paragraph == "{measures}":
                texts = _numbered(values.measures)
            for text in texts:
                lines += self._paper.fit(text, self._right - self._left, self._type.size)
        return lines

    def _end(self) -> None:
        """Open lines for three signatures, room for the seal, the date, and how many copies there are."""
        y, layout = self._y + 14, self._layout
        date = str(layout["date"])
        self._paper.words((self._left, y), str(layout["officers"]), self._type)
        start = self._left + self._paper.width(str(layout["officers"]), self._type.size)
        half = (self._right - start - 6) / 2
        self._paper.rule(start, y + 1, half)
        self._paper.rule(start + half + 6, y + 1, half)
        y += 13
        self._paper.words((self._left, y), str(layout["unit_sign"]), self._type)
        start = self._left + self._paper.width(str(layout["unit_sign"]), self._type.size)
        wide = self._paper.width(date, self._type.size)
        self._paper.rule(start, y + 1, max(self._right - wide - 14 - start, 10))
        self._paper.words((self._right, y), date, Type(self._type.size, align="right"))
        y += 16
        seal = Type(self._type.size, align="centre")
        self._paper.words((self._right - 38, y), str(layout["seal"]), seal)
        self._paper.words((self._right - 38, y + 9), day_words(self._values.issued_on), seal)
        bottom = float(layout["bottom"])
        self._paper.rule(self._left, bottom - 6, self._right - self._left)
        self._paper.words((self._left, bottom - 1), str(layout["copies"]), self._small)
