"""The sheets of one print job: the very PDF, printing on from any sheet, booking spoiled ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app import print_desk, print_jobs
from equipinspect.app.print_jobs import Job
from equipinspect.gui.certificates.paper import FOLDER, Paper
from equipinspect.gui.certificates.print_side import PrintSide
from equipinspect.gui.certificates.sheets_bar import SheetsBar
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.model.errors import UserError
from equipinspect.model.ids import show_id
from equipinspect.model.text import _


class JobView(QWidget):
    """The middle of the print-job page; ``heard`` hears of the jobs whenever they were read."""

    def __init__(
        self,
        desk: Desk,
        side: PrintSide,
        progress: ProgressRow,
        heard: Callable[[list[Job]], None],
    ) -> None:
        super().__init__()
        self._desk, self._side, self._progress, self._heard = desk, side, progress, heard
        self.job: Job | None = None
        self.file: Path | None = None
        look = desk.look
        self.paper, self.empty, self.bar = Paper(desk), EmptyPage(look), SheetsBar(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.paper, self.empty, progress, self.bar):
            column.addWidget(part, 1 if part in (self.paper, self.empty) else 0)
        self.bar.go_on.clicked.connect(self.go_on)
        self.bar.spoil.clicked.connect(self.spoil)
        self._show_nothing()

    def _show_nothing(self) -> None:
        self.file = None
        self.paper.hide()
        said = _("编号并签名以后，这里是要打印的那一份 PDF。")
        self.empty.tell(said, _("去台账里选设备"), lambda: self._desk.go("register"))
        self.empty.show()

    def forget(self) -> None:
        """Have no job, because another selection came."""
        self.job = None
        self.bar.hide()
        self._show_nothing()

    def choose(self, job: Job) -> None:
        """Take a job, to go on with it."""
        self.job = job
        self._show_nothing()
        self._side.choose_layout(job.template)
        self.bar.show_job(job)

    def go_on(self) -> None:
        """Print from the sheet the person wrote."""
        if self.job is None or not self.bar.first.hasAcceptableInput():
            self._desk.say(_("先选一个批次，写明从第几张印起。"), warn=True)
            return
        self.print_from(self.job.id, int(self.bar.first.text()))

    def print_from(self, number: int, first: int, reason: str = "") -> None:
        """Write the PDF of a job from one of its sheets on; printed before, it asks why."""
        folder = self._desk.place.home / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        names = (folder / f"{show_id(number)}-{first}-{n}.pdf" for n in count(1))
        file = next(name for name in names if not name.exists())
        side = self._side
        wanted = (first, side.stock_key, side.printer_name, side.picker.start, reason)
        job = self._desk.jobs.run_long(print_desk.print_part, number, file, wanted)
        job.done.connect(lambda sheets: self._printed(number, file, sheets))
        job.refused.connect(lambda error: self._not_printed(error, number, first))
        job.crashed.connect(self._desk.messages.crash)
        self._progress.follow(job, _("正在排版"))

    def _not_printed(self, error: UserError, number: int, first: int) -> None:
        self.read(number)
        if "reason" not in error.problems:
            self._desk.say(str(error), warn=True)
        elif reason := self._desk.messages.text(str(error)):
            self.print_from(number, first, reason)

    def _printed(self, number: int, file: Path, sheets: int) -> None:
        self.file = file
        self.empty.hide()
        self.paper.show_file(show_id(number), file)
        self.paper.show()
        self.paper.print.setFocus()
        self._desk.say(_("{n:,} 页 PDF 已排好，二维码逐个读回一致。").format(n=sheets))
        self._desk.tell_written({"print_event"})
        self.read(number)

    def read(self, number: int = 0) -> None:
        """Read the jobs again, and take the job ``number``."""
        job = self._desk.watched(self._desk.jobs.read(print_jobs.jobs))
        job.done.connect(lambda found: self._show(found, number))

    def _show(self, found: list[Job], number: int) -> None:
        wanted = number or (self.job.id if self.job else 0)
        self.job = next((job for job in found if job.id == wanted), None)
        if self.job is not None:
            self.bar.show_job(self.job)
        self._heard(found)

    def spoil(self) -> None:
        """Book the sheets the person wrote as spoiled."""
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
        self.read(number)
