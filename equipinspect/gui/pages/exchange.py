"""The exchange page: hand in the week's work, and the Friday merge desk with its conflicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import conflicts, handing_in, merge_desk
from equipinspect.app.conflicts import Open
from equipinspect.app.handing_in import Wanted
from equipinspect.app.merge_desk import Handed
from equipinspect.app.session import Session
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.exchange.conflict_view import ConflictView
from equipinspect.gui.exchange.delivery_view import DeliveryView
from equipinspect.gui.exchange.device_view import DeviceView
from equipinspect.gui.exchange.duplicate_view import DuplicateView
from equipinspect.gui.exchange.file_side import FileSide
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.dropping import FilesDrop
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule, upright_rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.gui.wording import moment_near
from equipinspect.model.changes import Changed
from equipinspect.model.text import _

SUFFIX = ".eqx"
DESK, DUPLICATES, BOARD, DEVICES = "desk", "duplicates", "board", "devices"


def every_conflict(session: Session) -> list[Open]:
    """Read the open conflicts."""
    return list(conflicts.every(session))


class ExchangePage(QWidget):
    """交换: files at the left, conflicts at the right; duplicates and devices behind tabs."""

    help = _(
        "把各台电脑交来的文件一起拖进来，逐个核对后并入；冲突按数字键裁定，← → 换一项。"
        "“交本周的活”把这台电脑还没交的内容和照片写成一个文件。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._files: list[Handed] = []
        look = desk.look
        self.head = PageHead(look, _("合并台"))
        self.undo = button(_("撤回最近一次并入…"))
        self.undo.clicked.connect(self._undo)
        self.merge = button(_("并入文件…"))
        self.merge.clicked.connect(self._choose)
        self.hand_in = IconButton(look, _("交本周的活"), "export", "primary")
        self.hand_in.clicked.connect(self._hand_in)
        for part in (self.undo, self.merge, self.hand_in):
            self.head.add(part)
        self.tabs = TabBar(look, self._show_tab)
        self.tabs.set_tabs(
            {
                DESK: _("文件与冲突"),
                DUPLICATES: _("疑似重复"),
                BOARD: _("交活情况"),
                DEVICES: _("登记的电脑"),
            }
        )
        self.progress = ProgressRow(look)
        self.side = FileSide(look)
        self.conflicts = ConflictView(look, lambda text: moment_near(text, desk.now()))
        self.conflicts.decide = self._decide
        self.conflicts.open_record = lambda number: desk.go("register", number=number)
        self.duplicates, self.devices = DuplicateView(desk), DeviceView(desk)
        self.board = DeliveryView(desk)
        self.stack = QStackedWidget()
        self._lay_out()
        FilesDrop(self, self._merge)
        desk.jobs.changed.connect(self._read_if_shown)

    def _lay_out(self) -> None:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addWidget(upright_rule())
        row.addWidget(self.conflicts, 1)
        for part in (both, self.duplicates, self.board, self.devices):
            self.stack.addWidget(part)
        bar = QHBoxLayout()
        bar.setContentsMargins(self._desk.look.px(12), 0, 0, 0)
        bar.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(bar)
        for part in (rule(), self.progress, self.stack):
            column.addWidget(part, 1 if part is self.stack else 0)
        self.tabs.choose(DESK)

    def arrive(self, files: tuple[Path, ...] = (), **_what: Any) -> None:
        """Read what is open; merge files that were dropped elsewhere on the window."""
        self._read()
        if files:
            self._merge(list(files))

    def leave(self) -> bool:
        """Nothing keeps the person here."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [
            Command(_("交本周的活"), "", self._hand_in),
            Command(_("并入文件"), "", self._choose),
            Command(_("撤回最近一次并入"), "", self._undo),
        ]

    def _show_tab(self, key: str) -> None:
        reading = {
            DESK: self._read,
            DUPLICATES: self.duplicates.read,
            BOARD: self.board.read,
            DEVICES: self.devices.read,
        }
        self.stack.setCurrentIndex(list(reading).index(key))
        reading[key]()

    def _read_if_shown(self, _changed: Changed) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self._desk.watched(self._desk.jobs.read(every_conflict)).done.connect(self._show)

    def _show(self, found: list[Open]) -> None:
        self.conflicts.show_conflicts(found)
        self.tabs.tabs[DESK].tell(len(found) or None)
        read = _("本次已读入 {n} 份").format(n=len(self._files)) if self._files else ""
        left = _("还有 {n} 项未裁定").format(n=len(found)) if found else ""
        self.head.tell("，".join(filter(None, (read, left))))

    # merging

    def _choose(self) -> None:
        kinds = _("交换文件 (*{suffix})").format(suffix=SUFFIX)
        if paths := self._desk.messages.open_files(_("选交来的文件，可多选"), kinds):
            self._merge(paths)

    def _merge(self, paths: list[Path]) -> None:
        job = self._desk.watched(self._desk.jobs.run_long(merge_desk.merge_files, paths))
        job.done.connect(self._merged)
        job.refused.connect(lambda _error: self._after_merge())
        self.progress.follow(job, _("正在核对交来的文件"))

    def _merged(self, found: list[Handed]) -> None:
        self._files += found
        self.side.show_files(self._files)
        new = sum(handed.merged.operations for handed in found)
        turned = [h for h in found if h.result in merge_desk.TURNED_AWAY]
        said = _("已读入 {n} 份文件，并入 {m:,} 条改动").format(n=len(found), m=new)
        tail = _("；{n} 份没有接受，点开看原因").format(n=len(turned)) if turned else ""
        self._desk.say(said + tail + "。", warn=bool(turned))
        self._after_merge()

    def _after_merge(self) -> None:
        self._desk.tell_written({d.key for d in self._desk.declarations.records()})
        self._read()

    def _undo(self) -> None:
        asked = _("撤回最近一次并入的文件？它带来的内容会一起退出，之后可以再并入。")
        if self._desk.messages.ask(asked, _("撤回")):
            job = self._desk.watched(self._desk.jobs.run(merge_desk.undo_merge))
            job.done.connect(self._undone)

    def _undone(self, answer: tuple[Any, Changed]) -> None:
        done, changed = answer
        said = _("已撤回 {file} 的并入：{n:,} 个变更集。")
        self._desk.say(said.format(file=done.file, n=changed.counts["sets"]))
        self._files = [h for h in self._files if h.file.name != done.file]
        self.side.show_files(self._files)
        self._after_merge()

    def _decide(self, each: Open, take: int, text: str | None, reason: str) -> None:
        job = self._desk.watched(
            self._desk.jobs.run(conflicts.resolve, each.key, take, text, reason)
        )
        said = _("已裁定：{title} 的 {label}。").format(title=each.title, label=each.label)
        job.done.connect(lambda _changed: self._desk.say(said))

    # handing in

    def _hand_in(self) -> None:
        info = self._desk.info
        name = (
            f"{info.get('office', '')}-{info.get('person', '')}-{self._desk.now():%Y%m%d}{SUFFIX}"
        )
        kinds = _("交换文件 (*{suffix})").format(suffix=SUFFIX)
        target = self._desk.messages.save_file(_("交本周的活：存到 U 盘或文件夹"), kinds, name)
        if target is not None:
            job = self._desk.jobs.run_long(handing_in.hand_in, target, Wanted())
            self._desk.watched(job).done.connect(self._handed_in)
            self.progress.follow(job, _("正在写交换文件"))

    def _handed_in(self, done: Any) -> None:
        said = _("已写好 {file}：{records:,} 条记录，{photos:,} 张照片，")
        lost = _("缺 {n} 张照片。").format(n=len(done.photos_missing))
        text = said.format(file=done.path.name, records=done.records, photos=done.photos)
        self._desk.say(text + (lost if done.photos_missing else _("一样不缺。")))


def make(desk: Desk) -> ExchangePage:
    """Return the page."""
    return ExchangePage(desk)
