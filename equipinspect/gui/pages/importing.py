"""The import page: a sheet is dropped, what it would do is shown, and one click does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import exporting, importing
from equipinspect.app.importing import Plan
from equipinspect.app.reading import Wanted
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.importing.columns import ColumnMatches
from equipinspect.gui.importing.preview import MOST_SHOWN, Preview, worded
from equipinspect.gui.importing.settings import SheetSettings
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule, upright_rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.changes import Changed
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

LEFT = 352
SHEETS = "*.xlsx *.xlsm *.xls *.csv *.tsv *.txt"


class ImportPage(QWidget):
    """导入: the mapping at the left, what would happen in four tabs at the right."""

    help = _("把表格拖进来，先看会新增、更新和退回哪些行；确认后一次写入，一次撤销可全部收回。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._file: Path | None = None
        self._mapping: Any = None
        self.plan: Plan | None = None
        self.setAcceptDrops(True)
        look = desk.look
        self.head = PageHead(look, _("导入"))
        self.settings = SheetSettings(look, desk.declarations, self._reread)
        self.matches = ColumnMatches(look, self._rematch)
        self.progress = ProgressRow(look)
        self.refusal = Notice(look)
        self.result = Notice(look, "tick")
        self.empty = EmptyPage(look)
        self.tabs = TabBar(look, self._show_tab, gap=16)
        self.stack = QStackedWidget()
        self._make_tables()
        self._make_buttons()
        self._lay_out()
        self._forget()

    def _make_tables(self) -> None:
        look, row = self._desk.look, Head(_("行"), 64)
        self.tables = {
            "new": PlainTable(look, (row, Head(_("新增的记录"), 400)), _("新增")),
            "changed": PlainTable(
                look,
                (row, Head(_("字段"), 150), Head(_("现在"), 220), Head(_("改为"), 220)),
                _("更新"),
            ),
            "notes": PlainTable(look, (Head(_("说明和提示"), 400),), _("说明")),
            "rejected": PlainTable(
                look,
                (row, Head(_("列"), 130), Head(_("值"), 150), Head(_("为什么退回"), 300)),
                _("退回"),
            ),
        }
        for table in self.tables.values():
            self.stack.addWidget(table)

    def _make_buttons(self) -> None:
        look = self._desk.look
        self.choose = IconButton(look, _("选表格…"), "folder", "")
        self.template = IconButton(look, _("空白模板…"), "export", "")
        self.choose.clicked.connect(self._choose)
        self.template.clicked.connect(self._write_template)
        self.head.add(self.template)
        self.head.add(self.choose)
        self.apply = button("", "primary")
        self.apply.setObjectName("apply")
        self.apply.clicked.connect(self._apply)
        self.rejects = button(_("存退回表…"))
        self.rejects.setObjectName("rejects")
        self.rejects.clicked.connect(self._save_rejects)

    def _lay_out(self) -> None:
        px = self._desk.look.px
        left = QWidget()
        left.setFixedWidth(px(LEFT))
        ground(left, "base")
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.settings)
        side.addWidget(self.matches, 1)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(12), 0, px(12), 0)
        tabs.addWidget(self.tabs)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.addStretch(1)
        foot.addWidget(self.rejects)
        foot.addWidget(self.apply)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(tabs)
        for part in (
            rule(),
            self.empty,
            self.stack,
            self.refusal,
            self.result,
            self.progress,
            rule(),
        ):
            right.addWidget(part, 1 if part in (self.empty, self.stack) else 0)
        right.addLayout(foot)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(left)
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
            self.settings.choose(str(kind))
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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the dropped sheet."""
        self.open_file(Path(event.mimeData().urls()[0].toLocalFile()))

    def _choose(self) -> None:
        kinds = _("表格 ({sheets})").format(sheets=SHEETS)
        path = self._desk.messages.open_file(_("选一份台账表格"), kinds)
        if path is not None:
            self.open_file(path)

    def _write_template(self) -> None:
        kind = self.settings.kind()
        label = self._desk.declarations.get(kind).label
        kinds = _("Excel 工作簿 (*.xlsx)")
        path = self._desk.messages.save_file(_("空白模板"), kinds, f"{label}模板.xlsx")
        if path is not None:
            path.unlink(missing_ok=True)
            job = self._desk.watched(self._desk.jobs.read(exporting.write_template, kind, path))
            job.done.connect(lambda _x: self._desk.say(_("模板已写到 {p}。").format(p=path)))

    # reading

    def _forget(self) -> None:
        self.plan = None
        self.tabs.hide()
        self.stack.hide()
        self.matches.hide()
        self.apply.hide()
        self.rejects.hide()
        said = _("把特检院、平台、维保单位或现场的台账表格拖到这里。先看结果，确认后才写入。")
        self.empty.tell(said, _("选表格…"), self._choose)
        self.empty.show()

    def open_file(self, path: Path) -> None:
        """Read a sheet and show what importing it would do."""
        self._file, self._mapping = path, None
        self.result.tell("")
        self._preview()

    def _reread(self) -> None:
        if self._file is not None:
            self._preview()

    def _rematch(self, mapping: Any) -> None:
        self._mapping = mapping
        self._preview()

    def _preview(self) -> None:
        if self._file is None:
            return
        self.refusal.tell("")
        self.head.tell(self._file.name)
        self.apply.setEnabled(False)
        wanted = Wanted(self._file, self._mapping, None, self.settings.source())
        job = self._desk.jobs.run_long(importing.preview, self.settings.kind(), wanted)
        job.done.connect(self._learn)
        self._follow(job, _("正在读取 {name}").format(name=self._file.name))

    def _follow(self, job: Any, words: str) -> None:
        job.refused.connect(self._refused)
        job.crashed.connect(self._desk.messages.crash)
        self.progress.follow(job, words)

    def _refused(self, error: UserError) -> None:
        self.refusal.tell(str(error))
        self.apply.setEnabled(self.plan is not None)

    def _learn(self, plan: Plan) -> None:
        self.plan = plan
        self.settings.tell_source(plan.source)
        self.matches.show_plan(plan, self._desk.declarations.get(plan.kind))
        self.matches.show()
        self._desk.watched(self._desk.jobs.read(worded, plan)).done.connect(self._show)

    def _show(self, preview: Preview) -> None:
        if self.plan is None:
            return
        counts = self.plan.counts
        self.empty.hide()
        self.stack.show()
        self.tabs.set_tabs(
            {
                "new": _("新增"),
                "changed": _("更新"),
                "notes": _("不变和说明"),
                "rejected": _("退回"),
            }
        )
        numbers = (counts["new"], counts["changed"], counts["unchanged"], counts["rejected"])
        for key, number in zip(self.tabs.tabs, numbers, strict=True):
            self.tabs.tabs[key].tell(number)
            self.tables[key].show_lines(getattr(preview, key))
        self.tabs.show()
        first = next((k for k, n in zip(self.tabs.tabs, numbers, strict=True) if n), "new")
        self.tabs.choose(first)
        self._show_tab(first)
        self._offer(counts)

    def _offer(self, counts: dict[str, int]) -> None:
        write = counts["new"] + counts["changed"]
        self.apply.setText(_("写入 {n:,} 行").format(n=write) if write else _("没有要写入的"))
        self.apply.setEnabled(write > 0)
        self.apply.show()
        self.rejects.setVisible(counts["rejected"] > 0)
        said = _("{name}　读到 {read:,} 行").format(name=self._name(), read=counts["read"])
        if max(counts["new"], counts["changed"], counts["rejected"]) > MOST_SHOWN:
            said += _("，每页先列 {n:,} 行").format(n=MOST_SHOWN)
        self.head.tell(said)

    def _name(self) -> str:
        return self._file.name if self._file else ""

    def _show_tab(self, key: str) -> None:
        self.stack.setCurrentWidget(self.tables[key])

    # writing

    def _apply(self) -> None:
        if self.plan is None:
            return
        self.apply.setEnabled(False)
        job = self._desk.jobs.run_long(importing.apply, self.plan)
        job.done.connect(self._applied)
        self._follow(job, _("正在写入"))

    def _applied(self, changed: Changed) -> None:
        counts, plan = changed.counts, self.plan
        if plan is None:
            return
        label = self._desk.declarations.get(plan.kind)
        said = _(
            "已导入 {n:,} {c}（新 {new:,}，更新 {changed:,}，不变 {unchanged:,}），退回 {rejected:,} 行"
        ).format(n=counts["new"] + counts["changed"], c=label.counter, **counts)
        kind = plan.kind
        self.result.tell(said, _("看台账"), lambda: self._desk.go("register", kind=kind))
        self._desk.say(said, undo=True)
        self.apply.setText(_("已写入"))

    def _save_rejects(self) -> None:
        if self.plan is None or self._file is None:
            return
        kinds = _("Excel 工作簿 (*.xlsx)")
        path = self._desk.messages.save_file(_("退回表"), kinds, f"{self._file.stem}-退回.xlsx")
        if path is not None:
            path.unlink(missing_ok=True)
            job = self._desk.jobs.beside(importing.write_rejects, self.plan, path)
            self._desk.watched(job).done.connect(lambda _x: self._saved_rejects(path))

    def _saved_rejects(self, path: Path) -> None:
        said = _("退回的行已写到 {p}，改好后可直接再导入。").format(p=path)
        self._desk.say(said, _("打开退回表"), lambda: QDesktopServices.openUrl(path.as_uri()))


def make(desk: Desk) -> ImportPage:
    """Return the page."""
    return ImportPage(desk)
