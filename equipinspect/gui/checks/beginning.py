"""Where a visit begins: drafts that wait, a unit with its devices, the officers; and the latest visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import visit_desk
from equipinspect.app.drafts import Summary
from equipinspect.app.lists import Row
from equipinspect.app.visit_desk import Start
from equipinspect.app.visits import Wanted
from equipinspect.gui.checks.boxes import Boxes
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.gui.widgets.tick_list import TickList
from equipinspect.model.fields import Value
from equipinspect.model.text import _

FORM = 420
ASKED = ("unit", "officer1", "officer2")
TABLE = 156


class Beginning(QWidget):
    """The page while no visit is open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.on_begin: Callable[[Wanted], None] = lambda _wanted: None
        self.on_take_up: Callable[[str], None] = lambda _name: None
        self.on_open: Callable[[int], None] = lambda _check: None
        self._drafts: Sequence[Summary] = ()
        self._latest: Sequence[Row] = ()
        self._unit: Value = None
        look = desk.look
        ground(self, "base")
        check = desk.declarations.get("check")
        self.boxes = Boxes(desk, [check.field(k) for k in ASKED], 1, 88)
        self.boxes.on_write = lambda _values: self._choose_unit()
        self.kind = ChoiceBox(look)
        self.kind.setAccessibleName(check.field("kind").caption)
        self.devices = TickList(look, self._count)
        self.devices.setAccessibleName(_("这家单位的设备，空格选中"))
        self.hint = Label(look, _("先选单位，这里列出它的设备。"), "text2").wrap()
        self.begin = button(_("开始检查　Ctrl+Enter"), "primary")
        self.begin.clicked.connect(self.go)
        self.offer = Notice(look)
        heads = (
            Head(_("状态"), 110), Head(_("对象"), 260), Head(_("开始"), 140),
            Head(_("最后保存"), 140), Head(_("退回意见"), 120),
        )  # fmt: skip
        self.drafts = PlainTable(look, heads, _("没有签名的检查"))
        self.drafts.on_open = lambda row: self.on_take_up(self._drafts[row].id)
        visit_heads = (
            Head(_("检查日期"), 100), Head(_("编号"), 190), Head(_("被检查单位"), 220),
            Head(_("结果"), 120),
        )  # fmt: skip
        self.latest = PlainTable(look, visit_heads, _("最近的检查"))
        self.latest.on_open = lambda row: self.on_open(self._latest[row].id)
        self._lay_out()

    def _lay_out(self) -> None:
        look, px = self._desk.look, self._desk.look.px
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.addWidget(SectionHeader(look, _("新的检查")))
        left.addWidget(self.boxes)
        row = QHBoxLayout()
        row.setSpacing(px(4))
        name = Label(look, self._desk.declarations.get("check").field("kind").caption, "text2")
        name.setFixedWidth(px(88))
        row.addWidget(name)
        row.addWidget(self.kind, 1)
        left.addLayout(row)
        left.addWidget(self.hint)
        left.addWidget(self.devices, 1)
        left.addWidget(self.begin)
        form = QWidget()
        form.setFixedWidth(px(FORM))
        form.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        right = QVBoxLayout()
        right.setSpacing(px(8))
        right.addWidget(self.offer)
        self.waiting = SectionHeader(look, _("没有签名的检查"))
        right.addWidget(self.waiting)
        self.drafts.setFixedHeight(px(TABLE))
        right.addWidget(self.drafts)
        right.addWidget(SectionHeader(look, _("最近的检查")))
        right.addWidget(self.latest, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(px(16), px(8), px(16), px(16))
        whole.setSpacing(px(24))
        whole.addWidget(form)
        whole.addLayout(right, 1)

    def show_start(self, start: Start, unit: tuple[int, str] | None = None) -> None:
        """Show what can be gone on with; nothing is opened unasked."""
        self._show_drafts(start.drafts)
        declaration = self._desk.declarations.get("check")
        self.kind.clear()
        for key in start.kinds:
            self.kind.addItem(declaration.field("kind").show(key), key)
        values: dict[str, Value] = {"officer1": start.person}
        titles = {"officer1": start.person_name}
        if unit is not None:
            values["unit"], titles["unit"] = unit
        self.boxes.begin(values, titles)
        self._latest = start.latest
        keys = ("checked_on", "number", "unit_name", "result")
        fields = [declaration.field(k) for k in keys]
        self.latest.show_lines(
            [[Cell(f.show(r.values.get(f.key))) for f in fields] for r in start.latest]
        )
        self._unit = None
        self.devices.clear()
        self._choose_unit()
        self.boxes.rows["officer2" if unit else "unit"].widget.setFocus()

    def _show_drafts(self, found: Sequence[Summary]) -> None:
        self._drafts = found
        for part in (self.waiting, self.drafts):
            part.setVisible(bool(found))
        lines = [
            [_state(d), Cell(d.title), Cell(_near(d.begun)), Cell(_near(d.saved)), Cell(d.returned)]
            for d in found
        ]
        self.drafts.show_lines(lines)
        crashed = [d for d in found if d.crashed and not d.damaged]
        if not crashed:
            self.offer.tell("")
            return
        first = crashed[0]
        said = _("“{title}”的检查没有结束程序就关了，最后保存 {saved}。接着做，还是先放着？")
        text = said.format(title=first.title, saved=_near(first.saved))
        self.offer.tell(text, _("接着做 Alt+J"), lambda: self.on_take_up(first.id))

    def resume(self) -> None:
        """Go on with the visit that was cut off, else with the newest draft."""
        if not self.isVisible():
            return
        ordered = sorted(self._drafts, key=lambda d: not d.crashed)
        if ordered:
            self.on_take_up(ordered[0].id)

    def _choose_unit(self) -> None:
        row = self.boxes.rows["unit"]
        unit = row.value() if row.check() else None
        if unit == self._unit or not isinstance(unit, int):
            return
        self._unit = unit
        job = self._desk.jobs.read(visit_desk.devices_of, unit)
        self._desk.watched(job).done.connect(self._show_devices)

    def _show_devices(self, found: list[tuple[int, str]]) -> None:
        self.devices.fill([(str(number), words) for number, words in found], [])
        self.devices.setCurrentRow(0)
        self._count()

    def _count(self) -> None:
        n, m = len(self.devices.ticked()), self.devices.count()
        said = _("共 {m:,} 台，已选 {n} 台；一台也不选就只检查单位。空格选中。")
        self.hint.setText(said.format(m=m, n=n))

    def go(self) -> None:
        """Begin the visit."""
        rows = self.boxes.rows
        if not all(row.check() for row in rows.values()):
            return
        unit = rows["unit"].value()
        if not isinstance(unit, int):
            rows["unit"].refuse(_("请选被检查单位：输入名称、代码或拼音首字母"))
            rows["unit"].widget.setFocus()
            return
        named = (rows["officer1"].value(), rows["officer2"].value())
        people = tuple(p for p in named if isinstance(p, int))
        chosen = tuple(int(key) for key in self.devices.ticked())
        self.on_begin(Wanted(unit, chosen, people, str(self.kind.currentData() or "")))


def _state(draft: Summary) -> Cell:
    if draft.damaged:
        return Cell(_("读不出来"), "warn")
    if draft.submitted:
        return Cell(_("待审核"))
    if draft.returned:
        return Cell(_("已退回"), "warn")
    return Cell(_("意外中断"), "warn") if draft.crashed else Cell(_("放下的"))


def _near(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%m-%d %H:%M:%S}" if moment else ""
