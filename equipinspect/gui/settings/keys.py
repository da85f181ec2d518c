"""The office's certificate keys: which there are, making the first or the next, keeping a copy."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import keys
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.fact_row import FactRow
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.text import _

STATES = {"active": "使用中", "rotated": "已换新，旧凭证仍可核验", "compromised": "已停用（泄露）"}


class KeysView(QWidget):
    """Lists the keys; the private halves stay encrypted in the person's data folder."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        px = desk.look.px
        said = _("凭证用本机构的密钥签名。密钥加口令存在本机；请另存恢复文件，口令忘了无法找回。")
        self._list = QVBoxLayout()
        self.new = IconButton(desk.look, _("新建密钥…"), "key", "")
        self.new.setObjectName("new_key")
        self.new.clicked.connect(self._make)
        self.keep = button(_("另存恢复文件…"))
        self.keep.clicked.connect(self._keep)
        row = QHBoxLayout()
        row.addWidget(self.new)
        row.addWidget(self.keep)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(8))
        column.addWidget(Label(desk.look, said, "text2").wrap())
        column.addLayout(self._list)
        column.addLayout(row)
        column.addStretch(1)

    def read(self) -> None:
        """List the keys anew."""
        self._desk.watched(self._desk.jobs.run(keys.listed)).done.connect(self._show)

    def _show(self, found: list[Any]) -> None:
        while item := self._list.takeAt(0):
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        look = self._desk.look
        if not found:
            none = _("还没有密钥，现在不能出具凭证。")
            self._list.addWidget(Label(look, none, medium=True))
        for key in found:
            self._list.addWidget(SectionHeader(look, key.id))
            facts = (
                (_("签发代码"), key.issuer),
                (_("机构"), key.office),
                (_("建立日期"), key.created),
                (_("状态"), _(STATES.get(key.status, key.status))),
            )
            for label, value in facts:
                self._list.addWidget(FactRow(look, label, value or "—"))
        demo = bool(self._desk.info.get("demo"))
        self.new.setEnabled(not demo)
        self.keep.setEnabled(bool(found) and not demo)

    def _make(self) -> None:
        first = self._desk.messages.secret(_("给新密钥定一个口令（至少 8 个字符）"))
        again = self._desk.messages.secret(_("再输一遍口令")) if first else None
        if not first or again is None:
            return
        if first != again:
            self._desk.say(_("两遍口令不一样，没有建立密钥，请重来。"), warn=True)
            return
        job = self._desk.watched(self._desk.jobs.run(keys.new_key, first))
        job.done.connect(self._made)

    def _made(self, name: str) -> None:
        self._desk.say(_("密钥 {name} 已建立，请接着另存恢复文件。").format(name=name))
        self.read()

    def _keep(self) -> None:
        secret = self._desk.messages.secret(_("密钥的口令"))
        if not secret:
            return
        kinds = _("密钥恢复文件 (*.eqkey)")
        target = self._desk.messages.save_file(_("另存恢复文件"), kinds, _("凭证密钥.eqkey"))
        if target is not None:
            job = self._desk.watched(self._desk.jobs.run(keys.backup, secret, target))
            job.done.connect(
                lambda _name: self._desk.say(_("恢复文件已写到 {p}，请离线保管。").format(p=target))
            )
