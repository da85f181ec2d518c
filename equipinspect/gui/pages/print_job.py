"""The print-job page: look who is ready, issue, see the very PDF, print, stop and go on, book sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import keys, print_desk
from equipinspect.app.batches import Batch, Plan
from equipinspect.app.lists import Query
from equipinspect.app.print_desk import Line, Looked
from equipinspect.app.print_jobs import Job as PrintJob
from equipinspect.gui.certificates.calibrating import Calibrating
from equipinspect.gui.certificates.job_side import JobSide
from equipinspect.gui.certificates.job_view import JobView
from equipinspect.gui.certificates.looked_side import LookedSide
from equipinspect.gui.certificates.print_side import PrintSide
from equipinspect.gui.certificates.steps import Steps
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule, upright_rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _

NEW, JOBS = "new", "jobs"


class PrintJobPage(QWidget):
    """证书任务: 预检、编号并签名、打印、清点."""

    help = _(
        "左边先看哪些可打、哪些退回和原因，回车到那条记录；编号并签名以后右边是要打印的那一份 PDF，"
        "可以从任意一张接着印，印坏的纸登记原因。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chosen: Query | Sequence[int] | None = None
        self._looked: Looked | None = None
        look = desk.look
        self.head = PageHead(look, _("证书任务"))
        self.steps = Steps(look)
        self.head.add(self.steps)
        self.tabs = TabBar(look, self.show_tab, gap=16)
        self.tabs.set_tabs({NEW: _("这次任务"), JOBS: _("已有批次")})
        self.looked, self.jobs, self.side = LookedSide(look), JobSide(look), PrintSide(look)
        self.progress = ProgressRow(look)
        self.sheets = JobView(desk, self.side, self.progress, self._show_jobs)
        self.calibrating = Calibrating(desk, self.side)
        self.issue = IconButton(look, _("编号并签名"), "certificate", "primary")
        self.issue.setObjectName("issue_batch")
        self.issue.setEnabled(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.looked)
        self.stack.addWidget(self.jobs)
        self.stack.setFixedWidth(self.looked.width())
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        px = self._desk.look.px
        bar = QHBoxLayout()
        bar.setContentsMargins(px(12), 0, px(16), 0)
        bar.addWidget(self.tabs, 1)
        bar.addWidget(self.issue)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.stack)
        row.addWidget(upright_rule())
        row.addWidget(self.sheets, 1)
        row.addWidget(upright_rule())
        row.addWidget(self.side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addLayout(bar)
        whole.addWidget(rule())
        whole.addLayout(row, 1)

    def _connect(self) -> None:
        self.looked.again.clicked.connect(self.look)
        self.looked.open_line = self._open
        self.jobs.choose = self.choose_job
        self.issue.clicked.connect(self._issue)

    # coming and going

    def arrive(self, chosen: Query | Sequence[int] | None = None, **_what: Any) -> None:
        """Come with a list as it is filtered, or the rows that were ticked; or to the jobs there are."""
        paper = self._desk.watched(self._desk.jobs.read(print_desk.paper))
        paper.done.connect(self.side.show_paper)
        self.sheets.read()
        if chosen is not None:
            self._chosen = chosen
            self.sheets.forget()
            self.show_tab(NEW)
            self.look()
        elif self._looked is None:
            self.show_tab(JOBS)

    def leave(self) -> bool:
        """Nothing is lost by leaving: issued numbers are kept in their job."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [
            Command(_("重新预检"), "", self.look),
            Command(_("编号并签名"), "", self._issue),
            Command(_("接着印"), "", self.sheets.go_on),
            Command(_("登记废纸"), "", self.sheets.spoil),
            Command(_("打测试页"), "", self.calibrating.test_sheet),
        ]

    def show_tab(self, key: str) -> None:
        """Show the table before the batch, or the jobs there are."""
        self.tabs.choose(key)
        self.stack.setCurrentIndex((NEW, JOBS).index(key))

    # looking

    def look(self) -> None:
        """Look again at everything chosen."""
        if self._chosen is None:
            self._desk.say(_("先在台账里筛选或选中设备，再点“成批打印…”。"), warn=True)
            return
        self.issue.setEnabled(False)
        given = (self._chosen, self.side.template)
        job = self._desk.watched(self._desk.jobs.read_long(print_desk.look, *given))
        job.done.connect(self._show_looked)
        self.progress.follow(job, _("正在预检"))

    def _show_looked(self, looked: Looked) -> None:
        self._looked = looked
        self.looked.show_looked(looked)
        n = len(looked.ready)
        self.head.tell(_("安全监督检查凭证　所选 {n:,} 台").format(n=len(looked.ids)))
        self.issue.setText(_("编号并签名 {n:,} 份").format(n=n))
        self.issue.setEnabled(n > 0 and self.job is None)
        self._tell_steps()
        self.looked.groups.setFocus()

    def _open(self, line: Line, key: str) -> None:
        declaration = self._desk.declarations.get(line.kind)
        field = key if any(each.key == key for each in declaration.fields) else ""
        if key.startswith("officer."):
            self._desk.go("register", kind="person", number=parse_id(key[8:]))
        elif field:
            self._desk.go("register", kind=line.kind, number=line.id, field=field)
        else:
            self._desk.go("register", kind=line.kind, number=line.id)

    def _tell_steps(self) -> None:
        job, figures = self.job, dict[str, str]()
        if self._looked is not None and job is None:
            figures["look"] = _("{n:,} 可打").format(n=len(self._looked.ready))
        at = "look"
        if job is not None:
            figures["issue"] = _("{n:,} 个").format(n=job.count)
            figures["print"] = _("已印 {n:,}").format(n=job.printed)
            at = "count" if job.printed >= job.count else "print"
        self.steps.tell(at, figures)

    # issuing

    def _issue(self) -> None:
        if self._looked is None or not self._looked.ready or self.job is not None:
            return
        self._desk.jobs.read(keys.needs_passphrase).done.connect(self._issue_with)

    def _issue_with(self, needs_passphrase: bool) -> None:
        secret: str | None = ""
        if needs_passphrase:
            secret = self._desk.messages.secret(_("凭证密钥的口令"))
        if secret is None or self._looked is None:
            return
        self.issue.setEnabled(False)
        order = tuple(str(self.side.order.currentData()).split(","))
        plan = Plan(self.side.template, "", order)
        job = self._desk.jobs.run_long(print_desk.issue, self._looked.ids, plan, secret)
        job.done.connect(self._issued)
        job.refused.connect(self._not_issued)
        job.crashed.connect(self._desk.messages.crash)
        self.progress.follow(job, _("正在编号并签名"))

    def _not_issued(self, error: UserError) -> None:
        self.issue.setEnabled(True)
        self._desk.say(str(error), warn=True)

    def _issued(self, batch: Batch) -> None:
        said = _("已签发 {n:,} 份，编号都已写入台账；正在排版。").format(n=len(batch.issued))
        self._desk.say(said)
        self._desk.tell_written({"certificate", "print_job"})
        self.sheets.print_from(batch.job, 1)

    # jobs

    def choose_job(self, job: PrintJob) -> None:
        """Bring an earlier job to the middle, to go on with it."""
        self.sheets.choose(job)
        self.head.tell(_("批次 {id}").format(id=job.title or show_id(job.id)))
        self._tell_steps()

    def _show_jobs(self, found: list[PrintJob]) -> None:
        self.jobs.show_jobs(found)
        self.tabs.tabs[JOBS].tell(len(found) or None)
        if self.job is not None:
            self.issue.setEnabled(False)
        self._tell_steps()

    @property
    def job(self) -> PrintJob | None:
        """The job whose sheets are in the middle."""
        return self.sheets.job


def make(desk: Desk) -> PrintJobPage:
    """Return the page."""
    return PrintJobPage(desk)
