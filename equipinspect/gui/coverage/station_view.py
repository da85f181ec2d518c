"""气瓶 信息化+保险 on a day: every filling station with its tracing, its insurance and its codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import indicators, places
from equipinspect.app.indicators import Cylinders, Station
from equipinspect.app.session import Session
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.rates import Rate
from equipinspect.model.text import _

HOLDER = "cylinder_holder"


@dataclass(frozen=True)
class Named:
    """The figures of a day, and the names of the counties the stations stand in."""

    figures: Cylinders
    counties: dict[str, str]


def figures(session: Session, on: date) -> Named:
    """Read the figures of a day."""
    found = indicators.cylinders(session, on)
    codes = {station.county for station in found.stations if station.county}
    return Named(found, {code: places.name(session, code) for code in codes})


class StationView(QWidget):
    """One line a filling station; Enter opens its record."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.stations: tuple[Station, ...] = ()
        ground(self, "base")
        look, px = desk.look, desk.look.px
        self.words = Label(look, "", "text2").elide()
        heads = (
            Head(_("充装站"), 320), Head(_("县区"), 120), Head(_("追溯系统"), 110),
            Head(_("气瓶保险"), 110), Head(_("登记气瓶"), 100, True), Head(_("有电子码"), 100, True),
            Head(_("赋码率"), 100, True), Head("", 24),
        )  # fmt: skip
        self.table = PlainTable(look, heads, _("气瓶信息化和保险"))
        self.table.on_open = self._open
        self.empty = EmptyPage(look)
        self.empty.tell(_("台账里还没有充装站。"), "", lambda: None)
        said = QHBoxLayout()
        said.setContentsMargins(px(16), px(10), px(16), px(10))
        said.addWidget(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(said)
        column.addWidget(rule())
        for part in (self.table, self.empty):
            column.addWidget(part, 1)
        self.empty.hide()

    def read(self, day: date) -> None:
        """Show the figures of a day."""
        self._desk.watched(self._desk.jobs.read(figures, day)).done.connect(self._show)

    def _show(self, named: Named) -> None:
        found = named.figures
        self.stations = found.stations
        told = _(
            "截至 {day}：充装站 {n:,} 家，建追溯系统 {traced}，投保 {insured}；气瓶赋码率 {coded}"
        )
        self.words.setText(
            told.format(
                day=found.on,
                n=len(found.stations),
                traced=_parts(found.traced),
                insured=_parts(found.insured),
                coded=_parts(found.coded),
            )
        )
        self.words.update()
        self.table.setVisible(bool(found.stations))
        self.empty.setVisible(not found.stations)
        self.table.show_lines([self._line(each, named.counties) for each in found.stations])

    def _line(self, each: Station, counties: dict[str, str]) -> list[Cell]:
        traced = Cell(_("已建"), "tick") if each.traced else Cell(_("未建"), "ring")
        insured = Cell(_("在保"), "tick") if each.insured else Cell(_("未投保"), "ring")
        return [
            Cell(each.name), Cell(counties.get(each.county, "")), traced, insured,
            Cell(f"{each.cylinders:,}"), Cell(f"{each.coded:,}"),
            Cell(Rate(each.coded, each.cylinders).percent()), Cell(""),
        ]  # fmt: skip

    def _open(self, row: int) -> None:
        self._desk.go("register", kind=HOLDER, number=self.stations[row].id)


def _parts(rate: Rate) -> str:
    return f"{rate.numerator:,} / {rate.denominator:,}（{rate.percent()}）"
