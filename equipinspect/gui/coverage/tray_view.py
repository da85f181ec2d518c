"""The tray of doubtful rows of insurers' sheets: one key says which lift a row means."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import lists, policy_tray, records
from equipinspect.app.session import Session
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _

MOST = 500
SAID = ("reg_no", "device_code", "rescue_code", "user_unit", "address", "building", "unit_no")


@dataclass(frozen=True)
class Doubt:
    """One doubtful row: what the sheet said, why it may mean which lifts, the likeliest first."""

    id: int
    policy: str
    said: str
    score: int
    reasons: str
    lifts: tuple[tuple[int, str], ...]


def tray(session: Session) -> list[Doubt]:
    """Read the doubtful rows that wait, the most alike first."""
    return [_doubt(session, row) for row in lists.page(session, policy_tray.OPEN, 0, MOST)]


def _doubt(session: Session, row: lists.Row) -> Doubt:
    values = row.values
    others = [parse_id(text) for text in str(values.get("others") or "").split(",") if text]
    first = values.get("candidate")
    lifts = ([first] if isinstance(first, int) else []) + others
    said = "　".join(str(values[k]) for k in SAID if values.get(k))
    return Doubt(
        row.id, row.titles.get("policy", ""), said, int(str(values.get("score") or 0)),
        str(values.get("reasons") or ""),
        tuple((n, records.read(session, n).title) for n in dict.fromkeys(lifts)),
    )  # fmt: skip


class TrayView(QWidget):
    """存疑行: Enter accepts the likeliest lift, digits another one, Delete says it is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.doubts: list[Doubt] = []
        ground(self, "base")
        look = desk.look
        heads = (
            Head(_("清单上写的"), 400), Head(_("最像的电梯"), 280), Head(_("得分"), 60, True),
            Head("", 24), Head(_("依据"), 300), Head(_("保单"), 140),
        )  # fmt: skip
        self.table = PlainTable(look, heads, _("存疑行"))
        self.table.on_open = lambda _row: self.accept()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell_others())
        self.table.installEventFilter(self)
        self.others = Label(look, "", "text2").elide()
        self.none, self.record = button(_("都不是 Delete")), button(_("看这台电梯"))
        self.one = button(_("就是这台 Enter"), "primary")
        self.one.clicked.connect(lambda _on=False: self.accept(0))
        self.none.clicked.connect(self.refuse)
        self.record.clicked.connect(self._open)
        self.empty = EmptyPage(look)
        said = _("没有存疑的行。导入保险公司的清单后，拿不准是哪台电梯的行在这里逐行认定。")
        self.empty.tell(said, "", lambda: None)
        self._lay_out()

    def _lay_out(self) -> None:
        px = self._desk.look.px
        self.foot = QWidget()
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.setSpacing(px(8))
        foot.addWidget(self.others, 1)
        for part in (self.record, self.none, self.one):
            foot.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for area in (self.table, self.empty):
            column.addWidget(area, 1)
        column.addWidget(rule())
        column.addWidget(self.foot)
        self.show_doubts([])

    def show_doubts(self, found: list[Doubt]) -> None:
        """Show the rows that wait; the one looked at keeps its place."""
        row = self.table.currentIndex().row()
        self.doubts = found
        for part in (self.table, self.foot):
            part.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.table.show_lines([self._line(each) for each in found])
        if 0 < row < len(found):
            self.table.selectRow(row)
        self._tell_others()

    def _line(self, each: Doubt) -> list[Cell]:
        lift = each.lifts[0][1] if each.lifts else _("没有像的")
        return [
            Cell(each.said), Cell(lift, ink="text" if each.lifts else "text3"), Cell(str(each.score)),
            Cell(""), Cell(each.reasons, ink="text2"), Cell(each.policy),
        ]  # fmt: skip

    @property
    def current(self) -> Doubt | None:
        """The row looked at."""
        row = self.table.currentIndex().row()
        return self.doubts[row] if 0 <= row < len(self.doubts) else None

    def _tell_others(self) -> None:
        each = self.current
        lifts = each.lifts[1:9] if each else ()
        told = "　".join(f"{digit}  {title}" for digit, (_n, title) in enumerate(lifts, 2))
        self.others.setText(_("按数字选另一台：{lifts}").format(lifts=told) if told else "")
        self.others.update()
        self.one.setEnabled(bool(each and each.lifts))
        self.record.setEnabled(bool(each and each.lifts))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits choose a lift, Delete refuses."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
                self.accept(key - Qt.Key.Key_1)
                return True
            if key == Qt.Key.Key_Delete:
                self.refuse()
                return True
        return super().eventFilter(watched, event)

    def accept(self, place: int = 0) -> None:
        """Say that the row means a lift: the likeliest, or one of the others."""
        each = self.current
        if each is None or place >= len(each.lifts):
            return
        number, title = each.lifts[place]
        lift = number if place else None
        job = self._desk.jobs.run(policy_tray.accept, [each.id], lift)
        said = _("已对应到 {lift}。").format(lift=title)
        self._desk.watched(job).done.connect(lambda _changed: self._desk.say(said, undo=True))

    def refuse(self) -> None:
        """Say that the row means no lift of the register."""
        if (each := self.current) is not None:
            job = self._desk.watched(self._desk.jobs.run(policy_tray.refuse, [each.id]))
            said = _("已记为不对应任何电梯，再导入时不会回来。")
            job.done.connect(lambda _changed: self._desk.say(said, undo=True))

    def _open(self) -> None:
        if (each := self.current) is not None and each.lifts:
            self._desk.go("register", kind="elevator", number=each.lifts[0][0])
