"""The import page: a sheet is dropped, what it would do is shown, and one click does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import exporting, importing
from equipinspect.app.importing import Plan
from equipinspect.app.reading import Wanted
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.importing.plan_view import PlanView
from equipinspect.gui.importing.preview import MOST_SHOWN, Preview, worded
from equipinspect.gui.importing.sheet_side import SheetSide
from equipinspect.gui.jobs import Job
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.dropping import FileDrop
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule, upright_rule
from equipinspect.model.changes import Changed
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

SHEETS = "*.xlsx *.xlsm *.xls *.csv *.tsv *.txt *.toml"
MAPPING = ".toml"


class ImportPage(QWidget):
    """导入: the mapping at the left, what would happen in four tabs at the right."""

    help = _("把表格拖进来，先看会新增、更新和退回哪些行；确认后一次写入，一次撤销可全部收回。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._file: Path | None = None
        self._mapping: Any = None
        self.plan: Plan | None = None
        FileDrop(self, lambda name: self.open_file(Path(name)))
        look = desk.look
        self.head = PageHead(look, _("导入"))
        self.side = SheetSide(desk, self._reread)
        self.view = PlanView(look)
        self.empty = EmptyPage(look)
        self.progress = ProgressRow(look)
        self.refusal = Notice(look)
        self.result = Notice(look, "tick")
        self.apply = button("", "primary")
        self.apply.setObjectName("apply")
        self.apply.clicked.connect(self._apply)
        self.rejects = button(_("存退回表…"))
        self.rejects.setObjectName("rejects")
        self.rejects.clicked.connect(self._save_rejects)
        for words, icon, slot in (
            (_("空白模板…"), "export", self._write_template),
            (_("选表格…"), "folder", self._choose),
        ):
            made = IconButton(look, words, icon, "")
            made.clicked.connect(slot)
            self.head.add(made)
        self._lay_out()
        for part in (self.view, self.apply, self.rejects, self.side.matches):
            part.hide()
        said = _("把特检院、平台、维保单位或现场的台账表格拖到这里。先看结果，确认后才写入。")
        self.empty.tell(said, _("选表格…"), self._choose)

    def _lay_out(self) -> None:
        px = self._desk.look.px
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.addStretch(1)
        foot.addWidget(self.rejects)
        foot.addWidget(self.apply)
        right = QVBoxLayout()
        right.setSpacing(0)
        parts = (self.empty, self.view, self.refusal, self.result, self.progress, rule())
        for part in parts:
            right.addWidget(part, 1 if part in (self.empty, self.view) else 0)
        right.addLayout(foot)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side)
        middle.addWidget(upright_rule())
        middle.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(rule())
        whole.addLayout(middle, 1)

    # coming and going

    def arrive(self, **what: Any) -> None:
        """Come to import into a ``kind``, perhaps a ``file`` at once."""
        if kind := what.get("kind"):
            self.side.settings.choose(str(kind))
        if file := what.get("file"):
            self.open_file(Path(str(file)))

    def leave(self) -> bool:
        """A preview may be left and come back to."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [
            Command(_("选表格导入"), "", self._choose),
            Command(_("写空白模板"), "", self._write_template),
        ]

    def _choose(self) -> None:
        kinds = _("表格和对应关系 ({sheets})").format(sheets=SHEETS)
        path = self._desk.messages.open_file(_("选一份台账表格"), kinds)
        if path is not None:
            self.open_file(path)

    def _write_template(self) -> None:
        kind = self.side.settings.kind()
        label = self._desk.declarations.get(kind).label
        kinds = _("Excel 工作簿 (*.xlsx)")
        path = self._desk.messages.save_file(_("空白模板"), kinds, f"{label}模板.xlsx")
        if path is not None:
            path.unlink(missing_ok=True)
            job = self._desk.watched(self._desk.jobs.read(exporting.write_template, kind, path))
            job.done.connect(lambda _x: self._desk.say(_("模板已写到 {p}。").format(p=path)))

    # reading

    def open_file(self, path: Path) -> None:
        """Read a sheet and show what importing it would do; a mapping file applies to the sheet."""
        if path.suffix.lower() == MAPPING:
            self._reread(path)
            return
        self._file, self._mapping = path, None
        self._preview()

    def _reread(self, mapping: Any) -> None:
        self._mapping = mapping
        self._preview()

    def _preview(self) -> None:
        if self._file is None:
            return
        self.result.tell("")
        self.head.tell(self._file.name)
        self.apply.setEnabled(False)
        settings = self.side.settings
        wanted = Wanted(self._file, self._mapping, None, settings.source())
        job = self._desk.jobs.run_long(importing.preview, settings.kind(), wanted)
        job.done.connect(self._learn)
        self._follow(job, _("正在读取 {name}").format(name=self._file.name))

    def _follow(self, job: Job, words: str) -> None:
        self.refusal.tell("")
        job.refused.connect(self._refused)
        job.crashed.connect(self._desk.messages.crash)
        self.progress.follow(job, words)

    def _refused(self, error: UserError) -> None:
        self.refusal.tell(str(error))
        self.apply.setEnabled(self.plan is not None)

    def _learn(self, plan: Plan) -> None:
        self.plan = plan
        self.side.settings.tell_source(plan.source)
        self.side.matches.show_plan(plan, self._desk.declarations.get(plan.kind))
        self.side.matches.show()
        self._desk.watched(self._desk.jobs.read(worded, plan)).done.connect(self._show)

    def _show(self, preview: Preview) -> None:
        if self.plan is None or self._file is None:
            return
        counts = self.plan.counts
        self.empty.hide()
        self.view.show()
        self.view.show_preview(preview, counts)
        write = counts["new"] + counts["changed"]
        self.apply.setText(_("写入 {n:,} 行").format(n=write) if write else _("没有要写入的"))
        self.apply.setEnabled(write > 0)
        self.apply.show()
        self.rejects.setVisible(counts["rejected"] > 0)
        said = _("{name}　读到 {read:,} 行").format(name=self._file.name, read=counts["read"])
        if max(counts["new"], counts["changed"], counts["rejected"]) > MOST_SHOWN:
            said += _("，每页先列 {n:,} 行").format(n=MOST_SHOWN)
        self.head.tell(said)

    # writing

    def _apply(self) -> None:
        if self.plan is None:
            return
        self.apply.setEnabled(False)
        job = self._desk.jobs.run_long(importing.apply, self.plan)
        job.done.connect(self._applied)
        self._follow(job, _("正在写入"))

    def _applied(self, changed: Changed) -> None:
        if self.plan is None:
            return
        counts, kind = changed.counts, self.plan.kind
        said = _(
            "已导入 {n:,} {c}（新 {new:,}，更新 {changed:,}，不变 {unchanged:,}），退回 {rejected:,} 行"
        )
        counter = self._desk.declarations.get(kind).counter
        text = said.format(n=counts["new"] + counts["changed"], c=counter, **counts)
        self.result.tell(text, _("看台账"), lambda: self._desk.go("register", kind=kind))
        self._desk.say(text, undo=True)
        self.apply.setText(_("已写入"))

    def _save_rejects(self) -> None:
        if self.plan is None or self._file is None:
            return
        kinds = _("Excel 工作簿 (*.xlsx)")
        name = f"{self._file.stem}-退回.xlsx"
        path = self._desk.messages.save_file(_("退回表"), kinds, name)
        if path is not None:
            path.unlink(missing_ok=True)
            job = self._desk.jobs.beside(importing.write_rejects, self.plan, path)
            self._desk.watched(job).done.connect(lambda _x: self._saved_rejects(path))

    def _saved_rejects(self, path: Path) -> None:
        said = _("退回的行已写到 {p}，改好后可直接再导入。").format(p=path)
        opens = QUrl.fromLocalFile(str(path))
        self._desk.say(said, _("打开退回表"), lambda: QDesktopServices.openUrl(opens))


def make(desk: Desk) -> ImportPage:
    """Return the page."""
    return ImportPage(desk)
