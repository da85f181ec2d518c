"""The print-job page: look who is ready, issue, see the very PDF, print, stop and go on, book sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import keys, print_desk, print_jobs, stocks
from equipinspect.app.batches import Batch, Plan
from equipinspect.app.lists import Query
from equipinspect.app.print_desk import Line, Looked
from equipinspect.app.print_jobs import Job as PrintJob
from equipinspect.gui.certificates.job_side import JobSide
from equipinspect.gui.certificates.looked_side import LookedSide
from equipinspect.gui.certificates.paper import FOLDER, Paper
from equipinspect.gui.certificates.print_side import PrintSide
from equipinspect.gui.certificates.sheets_bar import SheetsBar
from equipinspect.gui.certificates.steps import Steps
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.empty import EmptyPage
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
        self.job: PrintJob | None = None
        self._file: Path | None = None
        look = desk.look
        self.head = PageHead(look, _("证书任务"))
        self.steps = Steps(look)
        self.head.add(self.steps)
        self.tabs = TabBar(look, self.show_tab, gap=16)
        self.tabs.set_tabs({NEW: _("这次任务"), JOBS: _("已有批次")})
        self.looked, self.jobs, self.side = LookedSide(look), JobSide(look), PrintSide(look)
        self.paper, self.empty, self.bar = Paper(desk), EmptyPage(look), SheetsBar(look)
        self.progress = ProgressRow(look)
        self.issue = IconButton(look, _("编号并签名"), "certificate", "primary")
        self.issue.setObjectName("issue_batch")
        self.issue.setEnabled(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.looked)
        self.stack.addWidget(self.jobs)
        self.stack.setFixedWidth(self.looked.width())
        self._lay_out()
        self._connect()
        self._show_nothing()

    def _lay_out(self) -> None:
        px = self._desk.look.px
        bar = QHBoxLayout()
        bar.setContentsMargins(px(12), 0, px(16), 0)
        bar.addWidget(self.tabs, 1)
        bar.addWidget(self.issue)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        for part in (self.paper, self.empty, self.progress, self.bar):
            middle.addWidget(part, 1 if part in (self.paper, self.empty) else 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.stack)
        row.addWidget(upright_rule())
        row.addLayout(middle, 1)
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
        self.side.changed = self._read_correction
        self.side.test.clicked.connect(self._test_sheet)
        self.side.keep.clicked.connect(self._calibrate)
        self.issue.clicked.connect(self._issue)
        self.bar.go_on.clicked.connect(self._go_on)
        self.bar.spoil.clicked.connect(self._spoil)

    # coming and going

    def arrive(self, chosen: Query | Sequence[int] | None = None, **_what: Any) -> None:
        """Come with a list as it is filtered, or the rows that were ticked; or to the jobs there are."""
        paper = self._desk.watched(self._desk.jobs.read(print_desk.paper))
        paper.done.connect(self.side.show_paper)
        self._read_jobs()
        if chosen is not None:
            self._chosen = chosen
            self._forget_job()
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
            Command(_("接着印"), "", self._go_on),
            Command(_("登记废纸"), "", self._spoil),
            Command(_("打测试页"), "", self._test_sheet),
        ]

    def show_tab(self, key: str) -> None:
        """Show the table before the batch, or the jobs there are."""
        self.tabs.choose(key)
        self.stack.setCurrentIndex((NEW, JOBS).index(key))

    def _show_nothing(self) -> None:
        self.paper.hide()
        said = _("编号并签名以后，这里是要打印的那一份 PDF。")
        self.empty.tell(said, _("去台账里选设备"), lambda: self._desk.go("register"))
        self.empty.show()

    def _forget_job(self) -> None:
        self.job, self._file = None, None
        self.bar.hide()
        self._show_nothing()

    # looking

    def look(self) -> None:
        """Look again at everything chosen."""
        if self._chosen is None:
            self._desk.say(_("先在台账里筛选或选中设备，再点“成批打印…”。"), warn=True)
            return
        self.issue.setEnabled(False)
        job = self._desk.watched(self._desk.jobs.read_long(print_desk.look, self._chosen))
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
        self._print(batch.job, 1, "")

    # printing

    def choose_job(self, job: PrintJob) -> None:
        """Bring an earlier job to the middle, to go on with it."""
        self.job, self._file = job, None
        self._show_nothing()
        self.side.choose_layout(job.template)
        self.bar.show_job(job)
        self.head.tell(_("批次 {id}").format(id=job.title or show_id(job.id)))
        self._tell_steps()

    def _go_on(self) -> None:
        if self.job is None or not self.bar.first.hasAcceptableInput():
            self._desk.say(_("先选一个批次，写明从第几张印起。"), warn=True)
            return
        self._print(self.job.id, int(self.bar.first.text()), "")

    def _print(self, number: int, first: int, reason: str) -> None:
        folder = self._desk.place.home / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{show_id(number)}-{first}.pdf"
        side = self.side
        wanted = (first, side.stock_key, side.printer_name, side.picker.start, reason)
        job = self._desk.jobs.run_long(print_desk.print_part, number, file, wanted)
        job.done.connect(lambda sheets: self._printed(number, file, sheets))
        job.refused.connect(lambda error: self._not_printed(error, number, first))
        job.crashed.connect(self._desk.messages.crash)
        self.progress.follow(job, _("正在排版"))

    def _not_printed(self, error: UserError, number: int, first: int) -> None:
        self._read_jobs(number)
        if "reason" not in error.problems:
            self._desk.say(str(error), warn=True)
        elif reason := self._desk.messages.text(str(error)):
            self._print(number, first, reason)

    def _printed(self, number: int, file: Path, sheets: int) -> None:
        self._file = file
        self.empty.hide()
        self.paper.show_file(show_id(number), file)
        self.paper.show()
        self.paper.print.setFocus()
        self._desk.say(_("{n:,} 页 PDF 已排好，二维码逐个读回一致。").format(n=sheets))
        self._desk.tell_written({"print_event"})
        self._read_jobs(number)

    def _read_jobs(self, number: int = 0) -> None:
        job = self._desk.watched(self._desk.jobs.read(print_jobs.jobs))
        job.done.connect(lambda found: self._show_jobs(found, number))

    def _show_jobs(self, found: list[PrintJob], number: int) -> None:
        self.jobs.show_jobs(found)
        self.tabs.tabs[JOBS].tell(len(found) or None)
        wanted = number or (self.job.id if self.job else 0)
        self.job = next((job for job in found if job.id == wanted), None)
        if self.job is not None:
            self.bar.show_job(self.job)
            self.issue.setEnabled(False)
        self._tell_steps()

    def _spoil(self) -> None:
        first, last = self.bar.bad_first.text(), self.bar.bad_last.text()
        if self.job is None or not first:
            self._desk.say(_("先选一个批次，写明哪一张印坏了。"), warn=True)
            return
        reason, number = self.bar.why.currentText(), self.job.id
        span = (int(first), int(last or first))
        job = self._desk.watched(self._desk.jobs.run(print_jobs.spoil, number, *span, reason))
        job.done.connect(lambda _changed: self._spoiled(number, span))

    def _spoiled(self, number: int, span: tuple[int, int]) -> None:
        said = _("已登记废纸 {n} 张，编号不变，可以从第 {first} 张重印。")
        self._desk.say(said.format(n=span[1] - span[0] + 1, first=span[0]))
        for line in (self.bar.bad_first, self.bar.bad_last):
            line.clear()
        self._read_jobs(number)

    # the printer

    def _read_correction(self) -> None:
        side = self.side
        job = self._desk.jobs.read(print_desk.correction, side.printer_name, side.stock_key)
        self._desk.watched(job).done.connect(side.show_correction)

    def _test_sheet(self) -> None:
        side = self.side
        if not side.stock_key:
            self._desk.say(_("先选一种纸，再打测试页。"), warn=True)
            return
        target = self._desk.messages.save_file(
            _("测试页存到"), _("PDF 文件 (*.pdf)"), _("测试页.pdf")
        )
        if target is not None:
            given = (side.stock_key, side.printer_name, target, False)
            job = self._desk.watched(self._desk.jobs.read(stocks.write_test_sheet, *given))
            said = _("测试页已存到 {p}：按 100% 打印，量四个数填回来。").format(p=target.name)
            job.done.connect(lambda _none: self._desk.say(said))

    def _calibrate(self) -> None:
        side = self.side
        try:
            four = side.four()
        except ValueError:
            self._desk.say(_("四个量值都要填，单位毫米。"), warn=True)
            return
        given = (side.printer_name, side.stock_key, four)
        job = self._desk.watched(self._desk.jobs.run(stocks.calibrate, *given))
        job.done.connect(side.show_correction)
        job.done.connect(lambda _fix: self._desk.say(_("校准已存，以后在这种纸上都照此改正。")))


def make(desk: Desk) -> PrintJobPage:
    """Return the page."""
    return PrintJobPage(desk)
