"""Who has handed in this week, who has not and since when; and the file each laptop gets back."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import deliveries, keys, return_files
from equipinspect.app.deliveries import Delivery
from equipinspect.app.return_files import Wanted
from equipinspect.app.session import Session
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.wording import moment_near
from equipinspect.model.text import _

SUFFIX = ".eqx"
Known = tuple[list[Delivery], bool]  # the board, whether the office key asks for a passphrase


def known(session: Session) -> Known:
    """Read the board, where the register knows this device's own key."""
    return deliveries.board(session), keys.needs_passphrase(session)


class DeliveryView(QWidget):
    """交活情况: one line a laptop, those that have not handed in first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._board: list[Delivery] = []
        self._asks = True
        ground(self, "base")
        heads = (
            Head(_("本周"), 80), Head(_("使用人"), 120), Head(_("电脑"), 180),
            Head(_("最近一次交活"), 170), Head(_("几天前"), 80, True), Head("", 24),
            Head(_("等待并入"), 90), Head(_("最近一次返回"), 170),
        )  # fmt: skip
        self.table = PlainTable(desk.look, heads, _("交活情况"))
        self.table.on_open = lambda _row: self._hand_back()
        self.empty = EmptyPage(desk.look)
        self.empty.tell(_("还没有登记别的电脑，不用交活。"), "", lambda: None)
        self.progress = ProgressRow(desk.look)
        self.back = button(_("写返回文件…"), "primary")
        self.back.clicked.connect(self._hand_back)
        foot = QHBoxLayout()
        px = desk.look.px
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        told = _("返回文件带着它缺的内容、号段、回执、待办和机关的规则，用机关密钥签名。")
        foot.addWidget(Label(desk.look, told, "text2").elide(), 1)
        foot.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.progress)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        self._show(([], True))

    def read(self) -> None:
        """Read the board anew."""
        self._desk.watched(self._desk.jobs.run(known)).done.connect(self._show)

    @property
    def board(self) -> list[Delivery]:
        """The lines that are shown."""
        return self._board

    def _show(self, found: Known) -> None:
        self._board, self._asks = found
        self.table.setVisible(bool(self._board))
        self.empty.setVisible(not self._board)
        self.back.setEnabled(bool(self._board))
        self.table.show_lines([self._line(each) for each in self._board])

    def _line(self, each: Delivery) -> list[Cell]:
        now = self._desk.now()
        return [
            Cell(_("✓ 已交") if each.handed_in else _("未交")),
            Cell(each.person),
            Cell(each.device),
            Cell(moment_near(each.last, now) or _("从未")),
            Cell("" if each.days is None else f"{each.days:,}"),
            Cell(""),
            Cell(f"{each.waiting:,}" if each.waiting else ""),
            Cell(moment_near(each.returned, now) or _("没有")),
        ]

    def _hand_back(self) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self._board):
            return
        each = self._board[row]
        kinds = _("交换文件 (*{suffix})").format(suffix=SUFFIX)
        name = _("返回-{device}-{day:%Y%m%d}").format(device=each.device, day=self._desk.now())
        target = self._desk.messages.save_file(_("写返回文件"), kinds, name + SUFFIX)
        if target is None:
            return
        secret = self._desk.messages.secret(_("机关密钥口令")) if self._asks else ""
        if secret is None:
            return
        job = self._desk.jobs.run_long(
            return_files.hand_back, target, Wanted(each.fingerprint), secret or None
        )
        self._desk.watched(job).done.connect(self._handed_back)
        self.progress.follow(job, _("正在写返回文件"))

    def _handed_back(self, answer: tuple[Any, Any]) -> None:
        done, device = answer
        said = _("给 {person} 的返回文件已写好：{file}，{n:,} 个变更集。")
        self._desk.say(said.format(person=device.person, file=done.path.name, n=done.sets))
        self.read()
