"""The page of campaigns: the table by county, every number opening its rows, and the ledger."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from equipinspect.app import campaign_statistics as statistics
from equipinspect.app import campaigns, ledgers
from equipinspect.app.campaign_statistics import Statistics, Wanted
from equipinspect.app.lists import Filter
from equipinspect.app.session import Session
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.register.filters import Filters
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model import figures
from equipinspect.model.figures import Figures
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _

MEASURES = (
    ("visits", "检查家次"), ("units", "单位家数"), ("officers", "人次"), ("hazards", "隐患"),
    ("major", "重大"), ("ordinary", "一般"), ("rectified", "已整改"), ("transferred", "移送"),
    ("open", "未整改"), ("overdue", "超期"), ("directives", "指令书"), ("sealed", "查封扣押"),
    ("cases", "立案"),
)  # fmt: skip
DIVISIONS = {"county": "按县区", "town": "按镇街", "category": "按设备种类", "level": "按等级"}
NAME, NUMBER = 150, 74


def known(session: Session) -> list[tuple[int, str]]:
    """Return the campaigns by name, the latest first, after everything together."""
    found = campaigns.overview(session, session.today())
    found.sort(key=lambda each: str(each["begins"] or ""), reverse=True)
    named = [(parse_id(str(c["id"])), f"{c['name']}（{c['state']}）") for c in found]
    return [(0, _("全部监督检查")), *named]


class CampaignsPage(QWidget):
    """专项: which campaign, divided how; Enter or a double click on a number opens what it counts."""

    help = _("选一个专项行动；方向键走到一个数，回车打开它数到的每一行；“导出台账”写出表1和表2。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: Statistics | None = None
        look = desk.look
        self.head = PageHead(look, _("专项"))
        self.campaign, self.by = ChoiceBox(look), ChoiceBox(look)
        self.campaign.setMinimumWidth(look.px(320))
        self.by.setMinimumWidth(look.px(110))
        self.campaign.setAccessibleName(_("专项行动"))
        self.by.setMinimumWidth(look.px(136))
        self.by.setAccessibleName(_("按什么分列"))
        for key, words in DIVISIONS.items():
            self.by.addItem(_(words), key)
        self.campaign.activated.connect(self._read)
        self.by.activated.connect(self._read)
        self.export = IconButton(look, _("导出台账…"), "export", "primary")
        self.export.clicked.connect(self.write_ledger)
        for part in (self.campaign, self.by, self.export):
            self.head.add(part)
        heads = [Head(_("分列"), NAME)]
        heads += [Head(_(words), NUMBER, right=True) for _key, words in MEASURES]
        heads += [Head(_("整改率 %"), NUMBER, right=True)]
        self.table = PlainTable(look, heads, _("专项行动统计表"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.on_open = lambda _row: self.open_number(self.table.currentIndex())
        self.sentence = Label(look, "", step="form").wrap()
        self.sentence.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, rule(), self.table, rule(), self.sentence):
            column.addWidget(widget, 1 if widget is self.table else 0)
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self.write_ledger)

    def arrive(self, campaign: int = 0, **_what: Any) -> None:
        """Read the campaigns, and the table of one."""
        job = self._desk.watched(self._desk.jobs.read(known))
        job.done.connect(lambda found: self._choose(found, campaign))

    def leave(self) -> bool:
        """Nothing keeps the person here."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("导出台账"), "Ctrl+E", self.write_ledger)]

    def _choose(self, found: list[tuple[int, str]], campaign: int) -> None:
        wanted = campaign or self.campaign.currentData() or 0
        self.campaign.clear()
        for number, words in found:
            self.campaign.addItem(words, number)
        numbers = [number for number, _words in found]
        self.campaign.setCurrentIndex(numbers.index(wanted) if wanted in numbers else 0)
        self._read()

    def _wanted(self) -> Wanted:
        campaign = int(self.campaign.currentData() or 0) or None
        on = self._desk.now().date()
        return Wanted(on, campaign, None, str(self.by.currentData()))

    def _read(self, _place: int = 0) -> None:
        job = self._desk.jobs.read(statistics.statistics, self._wanted())
        self._desk.watched(job).done.connect(self._show)

    def _show(self, found: Statistics) -> None:
        self._found = found
        self.table.show_lines([_line(row) for row in (*found.rows, found.total)])
        self.table.setFocus()
        self.head.tell(_("截至 {on} 24:00").format(on=found.wanted.on))
        total = found.total
        said = _("共排查安全隐患{n}处，已整改{m}处，整改率{p}%。　每个数都可以按回车打开。")
        rate = figures.percent(total.rate)
        text = said.format(n=int(total["hazards"]), m=int(total["rectified"]), p=rate)
        none = _("这个范围里还没有隐患，不出整改率。")
        self.sentence.setText(text if total["hazards"] else none)

    def open_number(self, index: QModelIndex) -> None:
        """Open the rows that the number at ``index`` counts."""
        if self._found is None or not 1 <= index.column() <= len(MEASURES):
            return
        rows = self._found.rows
        row = index.row()
        key = rows[row].key if row < len(rows) else None
        measure, words = MEASURES[index.column() - 1]
        label = rows[row].label if row < len(rows) else _("合计")
        job = self._desk.jobs.read(statistics.opened, self._found.wanted, key, measure)
        self._desk.watched(job).done.connect(lambda found: self._go(found, f"{label} {_(words)}"))

    def _go(self, found: list[Any], words: str) -> None:
        kept = [each for each in found if each.ids]
        if not kept:
            self._desk.say(_("这个数是 0，没有可打开的行。"))
            return
        ids = Filter("id", "in", "|".join(map(str, kept[0].ids)))
        filters = Filters(kept[0].kind, picked=(ids,), picked_words=words)
        self._desk.go("register", filters=filters)

    def write_ledger(self) -> None:
        """Write 表1 and 表2 of what is shown as xlsx or PDF."""
        kinds = _("Excel 表格 (*.xlsx);;PDF 文件 (*.pdf)")
        target = self._desk.messages.save_file(_("导出台账"), kinds, _("台账.xlsx"))
        if target is not None:
            job = self._desk.watched(self._desk.jobs.read(ledgers.write, self._wanted(), target))
            said = _("表1、表2 已写到 {file}。").format(file=target.name)
            job.done.connect(lambda _rows: self._desk.say(said))


def _line(row: Figures) -> list[Cell]:
    numbers = [Cell(f"{int(row[key]):,}") for key, _words in MEASURES]
    return [Cell(row.label), *numbers, Cell(figures.percent(row.rate))]


def make(desk: Desk) -> CampaignsPage:
    """Return the page."""
    return CampaignsPage(desk)
