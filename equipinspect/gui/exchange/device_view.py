"""The devices of the office: this one with its fingerprint, the enrolled ones, and those that wait."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app import enrolling, grants
from equipinspect.app.enrolling import Device, Wanted
from equipinspect.app.session import Session
from equipinspect.gui.desk import Desk
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.text import _

STATES = {
    enrolling.SELF: "本机",
    enrolling.ENROLLED: "已登记",
    enrolling.WAITING: "等待登记",
    enrolling.REVOKED: "已停用",
}
Known = tuple[list[Device], dict[str, str], dict[str, str]]  # devices, words by fingerprint, roles


def known(session: Session) -> Known:
    """Read every device with the words of its fingerprint, and the roles there are."""
    found = enrolling.devices(session)
    words = {d.fingerprint: enrolling.words(session, d.fingerprint) for d in found}
    options = session.declaration(grants.KIND).field("role").options
    return found, words, {option.value: option.label for option in options}


class DeviceView(QWidget):
    """登记的电脑: compare the fingerprint face to face, then let the device in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._devices: list[Device] = []
        self._roles: dict[str, str] = {}
        ground(self, "base")
        heads = (
            Head(_("状态"), 90), Head(_("使用人"), 110), Head(_("电脑"), 150),
            Head(_("角色"), 120), Head(_("片区"), 90), Head(_("公钥指纹（当面核对）"), 330),
        )  # fmt: skip
        self.table = PlainTable(desk.look, heads, _("登记的电脑"))
        self.table.on_open = self._fill
        self.own = Label(desk.look, "", "text2").wrap()
        self.fingerprint, self.person = QLineEdit(), QLineEdit()
        self.device, self.area = QLineEdit(), QLineEdit()
        self.role = ChoiceBox(desk.look)
        self.enrol, self.revoke = button(_("登记"), "primary"), button(_("停用…"))
        self.enrol.clicked.connect(self._enrol)
        self.revoke.clicked.connect(self._revoke)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addLayout(self._form())

    def _form(self) -> QVBoxLayout:
        px = self._desk.look.px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        fields = (
            (_("指纹"), self.fingerprint), (_("使用人"), self.person), (_("角色"), self.role),
            (_("电脑名称"), self.device), (_("片区代码"), self.area),
        )  # fmt: skip
        for i, (label, edit) in enumerate(fields):
            row, place = divmod(i, 3)
            grid.addWidget(Label(self._desk.look, label, "text2"), row, 2 * place)
            grid.addWidget(edit, row, 2 * place + 1)
            edit.setAccessibleName(label)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 1)
        grid.setColumnStretch(5, 1)
        self.fingerprint.setPlaceholderText(_("三十位数字或十个词，与对方屏幕上的逐一核对"))
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.own, 1)
        foot.addWidget(self.revoke)
        foot.addWidget(self.enrol)
        column = QVBoxLayout()
        column.setContentsMargins(px(16), px(8), px(16), px(12))
        column.setSpacing(px(8))
        column.addWidget(SectionHeader(self._desk.look, _("登记一台电脑")))
        column.addLayout(grid)
        column.addLayout(foot)
        return column

    def read(self) -> None:
        """Read the devices anew, where the register knows this device's own key."""
        self._desk.watched(self._desk.jobs.run(known)).done.connect(self._show)

    def _show(self, found: Known) -> None:
        self._devices, words, self._roles = found
        if self.role.count() == 0:
            for key, label in self._roles.items():
                self.role.addItem(label, key)
        lines = [
            [
                Cell(_(STATES[d.state])), Cell(d.person), Cell(d.device),
                Cell(self._roles.get(d.role, "")), Cell(d.area), Cell(d.digits),
            ]
            for d in self._devices
        ]  # fmt: skip
        self.table.show_lines(lines)
        own = next((d for d in self._devices if d.state == enrolling.SELF), None)
        if own:
            said = _("本机指纹：{digits}　{words}")
            self.own.setText(said.format(digits=own.digits, words=words[own.fingerprint]))

    def _fill(self, row: int) -> None:
        """Take a device of the list into the form; its fingerprint is still to be compared."""
        chosen = self._devices[row]
        self.fingerprint.setText(chosen.digits)
        self.person.setText(chosen.person)
        self.device.setText(chosen.device)
        self.area.setText(chosen.area)
        self.role.setCurrentIndex(max(0, self.role.findData(chosen.role)))
        self.person.setFocus()

    def _enrol(self) -> None:
        wanted = Wanted(
            self.fingerprint.text(), self.person.text(), str(self.role.currentData() or ""),
            self.area.text(), self.device.text(),
        )  # fmt: skip
        job = self._desk.watched(self._desk.jobs.run(enrolling.enrol, wanted))
        job.done.connect(self._enrolled)

    def _enrolled(self, _grant: int) -> None:
        self._desk.say(_("已登记 {person} 的电脑。").format(person=self.person.text()))
        for edit in (self.fingerprint, self.person, self.device, self.area):
            edit.clear()
        self._desk.tell_written({"enrolment"})
        self.read()

    def _revoke(self) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self._devices):
            return
        chosen = self._devices[row]
        question = _("停用 {person} 的 {device}：已收到的保留，之后写的不再收。写明原因：")
        asked = question.format(person=chosen.person, device=chosen.device)
        why = self._desk.messages.text(asked)
        if why is not None:
            job = self._desk.watched(self._desk.jobs.run(enrolling.revoke, chosen.fingerprint, why))
            job.done.connect(lambda _changed: self.read())
