"""The health page: proves the register against its own log, makes backups and restores them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import health
from equipinspect.app.health import Backup
from equipinspect.app.session import Session
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import SectionHeader, rule
from equipinspect.gui.wording import moment_near, size
from equipinspect.model.text import _

MOST_SHOWN = 200


def audited(session: Session, report: Any, cancelled: Any) -> Any:
    """Run the audit with progress; it changes nothing, so it need not be cancelled."""
    del cancelled
    return health.audit(session, report)


class HealthPage(QWidget):
    """体检: audit, the backups of this register, restore in two clicks."""

    help = _("体检把台账和它的改动记录逐条对账；备份每天第一次打开时自动做，也可随时手做。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._backups: list[Backup] = []
        self._ready: Backup | None = None
        look = desk.look
        self.head = PageHead(look, _("台账体检"), _("逐条核对台账与改动记录，查出任何被改动的字节"))
        self.start = IconButton(look, _("开始体检"), "health", "primary")
        self.start.clicked.connect(self._audit)
        self.head.add(self.start)
        self.progress = ProgressRow(look)
        self.verdict = Notice(look)
        self.findings = PlainTable(look, (Head(_("发现"), 400),), _("体检发现"))
        self.findings.hide()
        heads = (
            Head(_("备份时间"), 200),
            Head(_("大小"), 110, True),
            Head("", 24),
            Head(_("文件"), 300),
        )
        self.table = PlainTable(look, heads, _("备份"))
        self.table.on_open = self._count
        self.counts = Notice(look)
        self._lay_out()

    def _lay_out(self) -> None:
        look, px = self._desk.look, self._desk.look.px
        title = QHBoxLayout()
        title.setContentsMargins(px(16), px(8), px(16), 0)
        title.addWidget(SectionHeader(look, _("备份")), 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        foot.addWidget(
            Label(look, _("Enter 或双击一份备份，先看它会恢复出多少记录。"), "text2").elide(), 1
        )
        for words, name, slot in (
            (_("现在备份到…"), "backup", self._backup),
            (_("从文件恢复…"), "restore_file", self._choose_file),
        ):
            made = button(words)
            made.setObjectName(name)
            made.clicked.connect(slot)
            foot.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, rule(), self.progress, self.verdict, self.findings):
            column.addWidget(part, 1 if part is self.findings else 0)
        column.addLayout(title)
        column.addWidget(self.table, 2)
        column.addWidget(self.counts)
        column.addWidget(rule())
        column.addLayout(foot)

    def arrive(self, **_what: Any) -> None:
        """List the backups anew."""
        self._desk.watched(self._desk.jobs.read(health.backups)).done.connect(self._list)

    def leave(self) -> bool:
        """Nothing keeps the person here."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("开始体检"), "", self._audit), Command(_("备份到文件"), "", self._backup)]

    # audit

    def _audit(self) -> None:
        self.verdict.tell("")
        self.findings.hide()
        job = self._desk.watched(self._desk.jobs.read_long(audited))
        job.done.connect(self._judge)
        self.progress.follow(job, _("正在体检"))

    def _judge(self, found: Any) -> None:
        said = _("台账完好：{n:,} 个变更集、{m:,} 条记录与改动记录一致。")
        if not found.findings:
            self.verdict.tell(said.format(n=found.sets, m=found.rows), mark="tick")
            return
        bad = _(
            "发现 {n:,} 处不一致。请先不要改动，从最近的完好备份恢复，并把这份清单交给维护人员。"
        )
        self.verdict.tell(bad.format(n=len(found.findings)), mark="warn")
        self.findings.show_lines([[Cell(f)] for f in found.findings[:MOST_SHOWN]])
        self.findings.show()

    # backups

    def _list(self, backups: list[Backup]) -> None:
        self._backups = backups
        now = self._desk.now()
        lines = [
            [
                Cell(moment_near(b.made.isoformat(), now)),
                Cell(size(b.size)),
                Cell(""),
                Cell(b.path.name, ink="text2"),
            ]
            for b in backups
        ]
        self.table.show_lines(lines)

    def _backup(self) -> None:
        start = f"{self._desk.info.get('office', '')}{self._desk.now():%Y%m%d}{health.SUFFIX}"
        kinds = _("备份 (*{suffix})").format(suffix=health.SUFFIX)
        target = self._desk.messages.save_file(_("备份到"), kinds, start)
        if target is not None:
            job = self._desk.watched(self._desk.jobs.run_long(health.backup, target))
            job.done.connect(lambda counts: self._backed_up(target, counts))
            self.progress.follow(job, _("正在备份"))

    def _backed_up(self, target: Path, counts: dict[str, int]) -> None:
        said = _("已备份 {n:,} 条记录到 {path}，并打开核对过。")
        self._desk.say(said.format(n=sum(counts.values()), path=target))
        self.arrive()

    # restore: first the counts, then one click

    def _choose_file(self) -> None:
        kinds = _("备份 (*{suffix})").format(suffix=health.SUFFIX)
        path = self._desk.messages.open_file(_("选一份备份"), kinds)
        if path is not None:
            self._ask_contents(path)

    def _count(self, row: int) -> None:
        self._ask_contents(self._backups[row].path)

    def _ask_contents(self, path: Path) -> None:
        job = self._desk.watched(self._desk.jobs.beside(health.backup_contents, path))
        job.done.connect(lambda counts: self._offer(path, counts))

    def _offer(self, path: Path, counts: dict[str, int]) -> None:
        held = health.counts_said(counts, self._desk.declarations)
        said = _("{name} 里有：{counts}。恢复到一个新文件并换用新的本机密钥，现在的台账保持原样。")
        text = said.format(name=path.name, counts=held)
        self.counts.tell(text, _("恢复并打开"), lambda: self._restore(path))

    def _restore(self, path: Path) -> None:
        here = Path(str(self._desk.info.get("path", "register.eqi")))
        target = _free(here, path.stem)
        place = self._desk.place
        self.counts.tell("")
        job = self._desk.open_register(lambda: health.restore(path, target, place))
        job.done.connect(lambda _session: self._desk.say(_("已恢复到 {p}。").format(p=target)))


def _free(here: Path, stem: str) -> Path:
    """Return a name beside the register that no file has yet."""
    first = here.with_name(f"{here.stem}-{stem}{here.suffix}")
    names = [first, *(first.with_name(f"{first.stem}-{n}{here.suffix}") for n in range(2, 1000))]
    return next(n for n in names if not n.exists())


def make(desk: Desk) -> HealthPage:
    """Return the page."""
    return HealthPage(desk)
