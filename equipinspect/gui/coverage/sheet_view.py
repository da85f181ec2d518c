"""What an insurer's sheet would do: rows linked with reasons, doubtful ones, ones sent back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import policy_import, records
from equipinspect.app.policy_import import Plan
from equipinspect.app.policy_rows import Line
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.changes import Changed
from equipinspect.model.text import _

MOST_SHOWN = 2000
LINKED, DOUBTFUL, REJECTED = "linked", "doubtful", "rejected"
Worded = dict[str, list[list[Cell]]]


def worded(session: Session, plan: Plan) -> Worded:
    """Return the lines of the three tabs."""
    found = plan.found
    linked = [*found.linked, *found.changed][:MOST_SHOWN]
    rejected = [
        [Cell(f"{r.row:,}"), Cell(r.column), Cell(""), Cell(""), Cell(r.problem, "warn")]
        for r in found.rejected[:MOST_SHOWN]
    ]
    return {
        LINKED: [_line(session, each) for each in linked],
        DOUBTFUL: [_line(session, each) for each in found.doubtful[:MOST_SHOWN]],
        REJECTED: rejected,
    }


def _line(session: Session, line: Line) -> list[Cell]:
    match = line.match
    lift = records.read(session, match.lift).title if match.lift else _("没有像的")
    reasons = "；".join(match.reasons)
    return [Cell(f"{line.row:,}"), Cell(lift), Cell(str(match.score)), Cell(""), Cell(reasons)]


class SheetView(QWidget):
    """Previews a sheet; one click writes it, the doubtful rows go to the tray."""

    def __init__(self, desk: Desk, ended: Callable[[bool], None]) -> None:
        super().__init__()
        self._desk, self._ended = desk, ended
        self._path = Path()
        self.plan: Plan | None = None
        self._lines: Worded = {}
        look = desk.look
        ground(self, "base")
        said = _("把保险公司的承保清单拖到这一页，先看每行对应哪台电梯，确认后才写入。")
        self.words = Label(look, said, step="list", medium=True).elide()
        self.notes = Label(look, "", "text2").wrap()
        self.tabs = TabBar(look, self._show_tab)
        self.tabs.set_tabs({LINKED: _("对应上"), DOUBTFUL: _("存疑，进待核"), REJECTED: _("退回")})
        heads = (
            Head(_("行"), 72), Head(_("电梯"), 320), Head(_("得分"), 60, True), Head("", 24),
            Head(_("依据"), 400),
        )  # fmt: skip
        self.table = PlainTable(look, heads, _("清单预览"))
        self.progress = ProgressRow(look)
        self.write, self.drop = button("", "primary"), button(_("放弃"))
        self.rejects = button(_("存退回表…"))
        self.write.clicked.connect(self._apply)
        self.drop.clicked.connect(lambda: self._ended(False))
        self.rejects.clicked.connect(self._save_rejects)
        self._lay_out()
        for part in (self.write, self.drop, self.rejects, self.notes):
            part.hide()

    def _lay_out(self) -> None:
        px = self._desk.look.px
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.setSpacing(px(8))
        foot.addWidget(self.words, 1)
        for part in (self.rejects, self.drop, self.write):
            foot.addWidget(part)
        bar = QHBoxLayout()
        bar.setContentsMargins(px(12), 0, px(12), 0)
        bar.addWidget(self.tabs)
        said = QHBoxLayout()
        said.setContentsMargins(px(16), px(4), px(16), px(4))
        said.addWidget(self.notes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(rule())
        column.addWidget(self.table, 1)
        column.addLayout(said)
        column.addWidget(rule())
        column.addWidget(self.progress)
        column.addLayout(foot)

    def open_file(self, path: Path) -> None:
        """Read a sheet and show what it would do."""
        self._path, self.plan = path, None
        self.words.setText(path.name)
        self.write.setEnabled(False)
        self.write.setText(_("正在比对"))
        for part in (self.write, self.drop):
            part.show()
        job = self._desk.watched(self._desk.jobs.run_long(policy_import.preview, Wanted(path)))
        job.done.connect(self._learn)
        job.refused.connect(lambda _error: self._ended(False))
        self.progress.follow(job, _("正在读取 {name}").format(name=path.name))

    def _learn(self, plan: Plan) -> None:
        self.plan = plan
        job = self._desk.watched(self._desk.jobs.read(worded, plan))
        job.done.connect(lambda found: self._show(plan, found))

    def _show(self, plan: Plan, found: Worded) -> None:
        self._lines, counts = found, plan.counts
        told = {
            LINKED: counts["linked"] + counts["changed"],
            DOUBTFUL: counts["doubtful"],
            REJECTED: counts["rejected"],
        }
        for key, number in told.items():
            self.tabs.tabs[key].tell(number)
        first = next((key for key in told if told[key]), LINKED)
        self.tabs.choose(first)
        self._show_tab(first)
        self.tabs.arrange()
        said = _("{name}　读到 {read:,} 行，新保单 {policies:,} 份，不变 {unchanged:,} 行")
        self.words.setText(said.format(name=self._path.name, **counts))
        self.words.update()
        self.notes.setText("；".join(plan.notes))
        self.notes.setVisible(bool(plan.notes))
        self.rejects.setVisible(counts["rejected"] > 0)
        n = told[LINKED] + told[DOUBTFUL]
        self.write.setEnabled(not plan.is_empty)
        self.write.setText(_("没有要写入的") if plan.is_empty else _("写入 {n:,} 行").format(n=n))

    def _show_tab(self, key: str) -> None:
        self.table.show_lines(self._lines.get(key, []))

    def _apply(self) -> None:
        if self.plan is None:
            return
        self.write.setEnabled(False)
        job = self._desk.watched(self._desk.jobs.run_long(policy_import.apply, self.plan))
        job.done.connect(self._applied)
        job.refused.connect(lambda _error: self.open_file(self._path))
        self.progress.follow(job, _("正在写入"))

    def _applied(self, changed: Changed) -> None:
        counts = changed.counts
        said = _(
            "已对应 {linked:,} 台（改期 {changed:,}，不变 {unchanged:,}），"
            "存疑 {doubtful:,} 行进待核，退回 {rejected:,} 行。"
        )
        self._desk.say(said.format(**counts), undo=True)
        self.write.hide()
        self._ended(counts["doubtful"] > 0)

    def _save_rejects(self) -> None:
        kinds = _("Excel 工作簿 (*.xlsx)")
        path = self._desk.messages.save_file(_("退回表"), kinds, f"{self._path.stem}-退回.xlsx")
        if path is not None and self.plan is not None:
            path.unlink(missing_ok=True)
            job = self._desk.jobs.beside(policy_import.write_rejects, self.plan, path)
            said = _("退回的行已写到 {p}，改好后可直接再导入。").format(p=path)
            self._desk.watched(job).done.connect(lambda _x: self._desk.say(said))
