"""Issues a certificate: date, result and two officers at the left, the very PDF at the right."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import certificates, issuing, keys, lists, records
from equipinspect.app.certificates import Issued
from equipinspect.app.issuing import RESULTS, Wanted
from equipinspect.app.lists import Filter, Query
from equipinspect.app.records import Record
from equipinspect.app.session import Session
from equipinspect.gui.certificates.paper import Paper
from equipinspect.gui.certificates.refusals import Refusals
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.date_edit import DateEdit
from equipinspect.gui.jobs import Job
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import SectionHeader, rule, upright_rule
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Field
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _

LEFT, MOST_OFFICERS = 376, 500


@dataclass(frozen=True)
class Ready:
    """What the page needs to begin: the equipment, the officers, those preset, the key."""

    record: Record
    officers: list[tuple[int, str]]
    preset: tuple[int, ...]
    needs_passphrase: bool


def prepare(session: Session, number: int) -> Ready:
    """Read what the page needs."""
    query = Query("person", (Filter("is_officer", "=", "1"),))
    rows = lists.page(session, query, 0, MOST_OFFICERS)
    named = [(r.id, lists.title(session, r, "person")) for r in rows]
    preset: tuple[int, ...] = ()
    with suppress(UserError):
        preset = issuing.officers_named(session, ())
    return Ready(records.read(session, number), named, preset, keys.needs_passphrase(session))


class IssuePage(QWidget):
    """出具凭证: refused with reasons, each leading to its field, until everything is there."""

    help = _(
        "选检查日期、结果和两名执法人员；缺什么会逐条列出并带您去补。出具后编号不能收回，只能作废。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._ready: Ready | None = None
        self._checking: Job | None = None
        look = desk.look
        self.head = PageHead(look, _("出具凭证"))
        back = IconButton(look, _("回台账"), "back", "")
        back.clicked.connect(lambda: desk.go("register"))
        self.head.add(back)
        day = Field("checked_on", _("检查日期"), "date", need="R")
        self.day = DateEdit(look, day, desk.now().date())
        self.day.setProperty("rest", False)
        self.day.on_edited = self._check
        self.result = ChoiceBox(look)
        self.result.setObjectName("result")
        self.officers = (ChoiceBox(look), ChoiceBox(look))
        self.refusals = Refusals(look)
        self.issue = button(_("出具凭证"), "primary")
        self.issue.setObjectName("issue_now")
        self.issue.setProperty("big", True)
        self.paper = Paper(desk)
        self.empty = EmptyPage(look)
        self._fill_boxes()
        self._lay_out()

    def _fill_boxes(self) -> None:
        for key, (_letter, words) in RESULTS.items():
            self.result.addItem(words, key)
        self.result.activated.connect(lambda _row: self._check())
        for number, box in enumerate(self.officers, 1):
            box.setObjectName(f"officer{number}")
            box.setAccessibleName(_("执法人员 {n}").format(n=number))
            box.activated.connect(lambda _row: self._check())
        self.issue.clicked.connect(self._issue)
        said = _("出具之后，这里显示要打印的那一份 PDF。")
        self.empty.tell(said, "", lambda: None)

    def _lay_out(self) -> None:
        look, px = self._desk.look, self._desk.look.px
        left = QWidget()
        ground(left, "base")
        left.setMaximumWidth(px(LEFT))
        left.setMinimumWidth(LEFT)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(px(16), px(8), px(16), px(8))
        column.setSpacing(px(4))
        column.addWidget(SectionHeader(look, _("监督检查")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        rows = (
            (_("检查日期"), self.day),
            (_("检查结果"), self.result),
            (_("执法人员"), self.officers[0]),
            (_("执法人员"), self.officers[1]),
        )
        for row, (words, editor) in enumerate(rows):
            grid.addWidget(Label(look, words, "text2"), row, 0)
            grid.addWidget(editor, row, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addWidget(SectionHeader(look, _("还缺什么")))
        column.addWidget(self.refusals)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(16), px(16))
        foot.addWidget(self.issue)
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(scrolled(upper), 1)
        side.addLayout(foot)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        for part in (left, upright_rule(), self.paper, self.empty):
            middle.addWidget(part, 1 if part in (self.paper, self.empty) else 0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(rule())
        whole.addLayout(middle, 1)

    # coming and going

    def arrive(self, **what: Any) -> None:
        """Come to issue a certificate for equipment ``number``."""
        if number := what.get("number"):
            self.paper.hide()
            self.empty.show()
            job = self._desk.watched(self._desk.jobs.read(prepare, number))
            job.done.connect(self._begin)
        elif self._ready is not None:
            self._check()

    def leave(self) -> bool:
        """Nothing is lost by leaving."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("回台账"), "", lambda: self._desk.go("register"))]

    def _begin(self, ready: Ready) -> None:
        self._ready = ready
        self.head.tell(ready.record.title)
        self.day.write(self._desk.now().date().isoformat())
        for place, box in enumerate(self.officers):
            box.clear()
            box.addItem(_("（请选）"), 0)
            for number, name in ready.officers:
                box.addItem(name, number)
            preset = ready.preset[place] if place < len(ready.preset) else 0
            box.setCurrentIndex(max(0, box.findData(preset)))
        self.day.setFocus()
        self._check()

    # checking and issuing

    def wanted(self) -> Wanted | None:
        """Return what the person asks for; None while the date cannot be read."""
        with suppress(ValueError):
            day = self.day.read()
            chosen = tuple(int(box.currentData() or 0) for box in self.officers)
            if isinstance(day, str) and self._ready is not None:
                officers = tuple(n for n in chosen if n)
                on = date.fromisoformat(day)
                return Wanted(self._ready.record.id, on, str(self.result.currentData()), officers)
        return None

    def _check(self) -> None:
        if self._checking is not None:
            self._checking.drop()
        wanted = self.wanted()
        self.issue.setEnabled(False)
        if wanted is None:
            self.refusals.tell({"checked_on": _("检查日期：请填年月日")}, self._follow)
            return
        self._checking = self._desk.jobs.read(certificates.preflight, wanted)
        self._checking.done.connect(self._learn)

    def _learn(self, problems: dict[str, str]) -> None:
        self._checking = None
        self.refusals.tell(problems, self._follow)
        self.issue.setEnabled(not problems)

    def _follow(self, key: str) -> None:
        here = {"checked_on": self.day, "result": self.result, "officers": self.officers[0]}
        if key in here:
            here[key].setFocus()
        elif key.startswith("officer."):
            self._desk.go("register", kind="person", number=parse_id(key[8:]))
        elif key == "issuer":
            self._desk.go("register", kind="office")
        elif self._ready is not None:
            record = self._ready.record
            self._desk.go("register", kind=record.kind, number=record.id, field=key)

    def _issue(self) -> None:
        wanted = self.wanted()
        if wanted is None or self._ready is None:
            return
        secret: str | None = ""
        if self._ready.needs_passphrase:
            secret = self._desk.messages.secret(_("凭证密钥的口令"))
        if secret is None:
            return
        self.issue.setEnabled(False)
        job = self._desk.jobs.run(certificates.issue, wanted, secret)
        job.done.connect(self._issued)
        job.refused.connect(self._refused)
        job.crashed.connect(self._desk.messages.crash)

    def _issued(self, issued: Issued) -> None:
        self.empty.hide()
        self.paper.show_pdf(issued.number, issued.pdf)
        self.paper.show()
        self.paper.print.setFocus()
        said = _("已出具凭证 {number}，检查记录也已写入。").format(number=issued.number)
        self._desk.say(said)
        self._desk.tell_written({"certificate", "check"})

    def _refused(self, error: UserError) -> None:
        problems = error.problems or {"": str(error)}
        self.refusals.tell(problems, self._follow)
        self.issue.setEnabled(True)


def make(desk: Desk) -> IssuePage:
    """Return the page."""
    return IssuePage(desk)
