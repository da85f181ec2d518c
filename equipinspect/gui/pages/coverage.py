"""The coverage page: the rate of any day, its curve and forecast, whom to call, sheets of insurers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app.coverage import Line
from equipinspect.app.forecasting import Call
from equipinspect.gui.commands import Command
from equipinspect.gui.coverage import standing
from equipinspect.gui.coverage.call_view import CallView
from equipinspect.gui.coverage.curve import Curve
from equipinspect.gui.coverage.day_choice import DayChoice
from equipinspect.gui.coverage.numbers import Numbers, Opener
from equipinspect.gui.coverage.sheet_view import SheetView
from equipinspect.gui.coverage.standing import Standing
from equipinspect.gui.coverage.station_view import StationView
from equipinspect.gui.coverage.table_view import WORDS, TableView
from equipinspect.gui.coverage.tray_view import Doubt, TrayView, tray
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.dropping import FileDrop
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.changes import Changed
from equipinspect.model.text import _

CALLS, TRAY, SHEET, BOTTLES = "calls", "tray", "sheet", "bottles"
SHEETS = "*.xlsx *.xlsm *.xls *.csv *.tsv *.txt"
READ_BY = frozenset(
    {"policy", "policy_link", "insured_row", "contact_note", "equipment", "elevator", "unit"}
)


class CoveragePage(QWidget):
    """保险: tiles, curve, and beneath them the call list, the tables or the doubtful rows."""

    help = _(
        "右上改日期可看过去任意一天；点数字看是哪些电梯。电话清单按 F7 记录通话；"
        "把保险公司的清单拖进来先预览，拿不准的行进“待核”，按 Enter 认定。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: Standing | None = None
        look = desk.look
        self.head = PageHead(look, _("电梯责任保险　投保率"))
        self.choice = DayChoice(desk, self._read)
        self.open = Opener(desk)
        self.importing = IconButton(look, _("导入保单清单…"), "import", "")
        self.importing.clicked.connect(self._choose)
        for part in (self.choice, self.importing):
            self.head.add(part)
        self._make_parts()
        self._lay_out()
        FileDrop(self, lambda name: self.open_file(Path(name)))
        desk.jobs.changed.connect(self._follow)

    def _make_parts(self) -> None:
        look = self._desk.look
        self.tiles = Numbers(look, self._open)
        self.sentence = Label(look, "", step="form").wrap()
        self.curve = Curve(look)
        self.tabs = TabBar(look, self._show_tab)
        self.tabs.set_tabs(
            {
                CALLS: _("电话清单"),
                **WORDS,
                BOTTLES: _("气瓶"),
                TRAY: _("待核"),
                SHEET: _("清单预览"),
            }
        )
        self.calls = CallView(self._desk, self._open_call)
        self.table = TableView(self._desk, self._open_line)
        self.bottles = StationView(self._desk)
        self.tray = TrayView(self._desk)
        self.sheet = SheetView(self._desk, self._sheet_ended)
        self.stack = QStackedWidget()

    def _lay_out(self) -> None:
        px = self._desk.look.px
        ground(self, "base")
        ground(self.head, "window")
        for view in (self.calls, self.table, self.bottles, self.tray, self.sheet):
            self.stack.addWidget(view)
        self.stack.setMinimumHeight(px(180))
        self.stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        said = QHBoxLayout()
        said.setContentsMargins(px(16), px(10), px(16), px(4))
        said.addWidget(self.sentence)
        bar = QHBoxLayout()
        bar.setContentsMargins(px(12), 0, px(12), 0)
        bar.addWidget(self.tabs)
        body = QWidget()
        whole, column = QVBoxLayout(self), QVBoxLayout(body)
        for each in (whole, column):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(0)
        for part in (self.head, rule()):
            whole.addWidget(part)
        whole.addWidget(scrolled(body), 1)  # in large type on a low screen the page scrolls
        column.addWidget(self.tiles)
        column.addWidget(rule())
        column.addLayout(said)
        column.addWidget(self.curve, 2)
        column.addWidget(rule())
        column.addLayout(bar)
        column.addWidget(rule())
        column.addWidget(self.stack, 3)
        self.tabs.tabs[SHEET].hide()
        self.tabs.choose(CALLS)

    def arrive(self, file: Path | None = None, tab: str = "", **_what: Any) -> None:
        """Read the day that is looked at; perhaps open an insurer's sheet or a tab."""
        self._read()
        self.calls.table.setFocus()
        if tab:
            self.tabs.choose(tab)
            self._show_tab(tab)
        if file is not None:
            self.open_file(file)

    def leave(self) -> bool:
        """Nothing keeps the person here."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [
            Command(_("记录电话"), "F7", self.calls.begin),
            Command(_("导入保单清单"), "", self._choose),
            Command(_("看今天的投保率"), "", self.choice.today.click),
        ]

    @property
    def day(self) -> date:
        """The day that is looked at."""
        return self.choice.day

    def _follow(self, changed: Changed) -> None:
        if self.isVisible() and READ_BY & changed.tables:
            self._read()

    def _read(self) -> None:
        day = self.day
        job = self._desk.watched(self._desk.jobs.read(standing.standing, day))
        job.done.connect(lambda found: self._show(day, found))
        self._desk.watched(self._desk.jobs.read(tray)).done.connect(self._show_tray)
        self._read_table()

    def _read_table(self) -> None:
        by, day = self.tabs.current(), self.day
        if by == BOTTLES:
            self.bottles.read(day)
        if by in WORDS:
            job = self._desk.watched(self._desk.jobs.read(standing.lines, day, by))
            job.done.connect(lambda found: self._show_table(day, by, found))

    def _show(self, day: date, found: Standing) -> None:
        if day != self.day:
            return
        self.shown = found
        seen, ahead = found.seen, found.ahead
        told = _("截至 {day}，分母：在用电梯；参保单位 {with_:,} / {units:,} 家，{rate}")
        units = seen.units
        self.head.tell(
            told.format(
                day=day, with_=units.numerator, units=units.denominator, rate=units.percent()
            )
        )
        self.sentence.setText(ahead.sentence)
        self.tiles.show_standing(found)
        self.curve.show_standing(found)
        self.calls.show_standing(found)
        self.tabs.tabs[CALLS].tell(len(ahead.calls))
        self.tabs.arrange()

    def _show_tray(self, found: list[Doubt]) -> None:
        self.tray.show_doubts(found)
        self.tabs.tabs[TRAY].tell(len(found) or None)
        self.tabs.arrange()

    def _show_table(self, day: date, by: str, found: list[Line]) -> None:
        if day == self.day and by == self.tabs.current() and self.shown is not None:
            self.table.show_table(by, found)

    def _show_tab(self, key: str) -> None:
        views = {CALLS: self.calls, BOTTLES: self.bottles, TRAY: self.tray, SHEET: self.sheet}
        self.stack.setCurrentWidget(views.get(key, self.table))
        self.curve.setVisible(key != SHEET)
        self._read_table()
        if key == TRAY:
            self.tray.table.setFocus()

    def _open(self, key: str) -> None:
        if self.shown is not None:
            self.open.tile(self.shown, self.tiles.tiles[key])

    def _open_line(self, line: Line, state: str) -> None:
        self.open.line(self.day, self.table.by, line, state)

    def _open_call(self, call: Call) -> None:
        if self.shown is not None:
            self.open.call(self.shown, call)

    def _choose(self) -> None:
        kinds = _("表格 ({sheets})").format(sheets=SHEETS)
        path = self._desk.messages.open_file(_("选保险公司的承保清单"), kinds)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Preview an insurer's sheet."""
        self.curve.hide()
        self.tabs.choose(SHEET)
        self.stack.setCurrentWidget(self.sheet)
        self.sheet.open_file(path)

    def _sheet_ended(self, doubtful: bool) -> None:
        key = TRAY if doubtful else CALLS
        self.tabs.choose(key)
        self._show_tab(key)


def make(desk: Desk) -> CoveragePage:
    """Return the page."""
    return CoveragePage(desk)
