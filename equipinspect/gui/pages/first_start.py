"""The first start: three questions, or a demonstration, or opening a register that exists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app import demo, health, office
from equipinspect.app.office import Beginning
from equipinspect.app.session import Session
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.jobs import Job
from equipinspect.gui.widgets.buttons import button, link_button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.progress_row import ProgressRow
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

WIDTH = 560
SUFFIX = ".eqi"


class FirstStartPage(QWidget):
    """开始: office, county, officer."""

    help = _("填三项就能开始；也可以先载入演示数据看看。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._path: Path | None = None
        ground(self, "base")
        look = desk.look
        self.problem = Notice(look)
        self.office, self.county, self.person = QLineEdit(), QLineEdit(), QLineEdit()
        self.begin = button(_("建立台账"), "primary")
        self.begin.setObjectName("create")
        self.begin.setProperty("big", True)
        self.demo = button(_("载入演示数据"))
        self.demo.setObjectName("demo")
        self.demo.setProperty("big", True)
        self.progress = ProgressRow(look)
        self.place = Label(look, "", "text3", "small").wrap()
        self.begin.clicked.connect(self._create)
        self.demo.clicked.connect(self._demo)
        self._lay_out()

    def _lay_out(self) -> None:
        look, px = self._desk.look, self._desk.look.px
        box = QWidget()
        box.setMaximumWidth(px(WIDTH))
        column = QVBoxLayout(box)
        column.setSpacing(px(12))
        column.addWidget(Label(look, _("特种设备监督检查台账"), step="number"))
        said = _("填三项就能开始，数据都存在这台电脑上，不需要网络。")
        column.addWidget(Label(look, said, "text2").wrap())
        column.addWidget(self.problem)
        column.addLayout(self._questions())
        buttons = QHBoxLayout()
        buttons.addWidget(self.begin, 1)
        buttons.addWidget(self.demo, 1)
        column.addLayout(buttons)
        column.addWidget(self.place)
        column.addWidget(self.progress)
        column.addWidget(SectionHeader(look, _("已经有台账")))
        links = QHBoxLayout()
        for words, slot in (
            (_("打开台账文件…"), self._open),
            (_("从备份恢复…"), self._restore),
        ):
            link = link_button(words)
            link.clicked.connect(slot)
            links.addWidget(link)
        links.addStretch(1)
        column.addLayout(links)
        inside = QWidget()
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(box, 4)
        middle.addStretch(1)
        around = QVBoxLayout(inside)
        around.addStretch(2)
        around.addLayout(middle)
        around.addStretch(3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))

    def _questions(self) -> QGridLayout:
        look, px = self._desk.look, self._desk.look.px
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        rows = (
            ("office", _("监察机构"), self.office, _("如 某某区市场监督管理局")),
            ("county", _("所在区县"), self.county, _("名称或 6 位区划代码，如 凤翔区 或 610305")),
            ("person", _("您的姓名"), self.person, _("执法人员姓名，改动记录里会写上")),
        )
        for row, (key, words, edit, hint) in enumerate(rows):
            edit.setObjectName(key)
            edit.setAccessibleName(words)
            edit.setPlaceholderText(hint)
            edit.returnPressed.connect(self._enter)
            grid.addWidget(Label(look, words, step="form"), row, 0)
            grid.addWidget(edit, row, 1)
        return grid

    # coming and going

    def arrive(self, **what: Any) -> None:
        """Come to begin, perhaps because a register could not be opened."""
        self.problem.tell(str(what.get("problem", "")))
        self._path = what.get("path")
        where = self._path or self._free(_("台账"))
        self.place.setText(_("台账文件将建在 {path}").format(path=where))
        self.office.setFocus()

    def leave(self) -> bool:
        """Nothing is lost by leaving."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [
            Command(_("打开台账文件"), "", self._open),
            Command(_("载入演示数据"), "", self._demo),
        ]

    def _enter(self) -> None:
        for edit in (self.office, self.county, self.person):
            if not edit.text().strip():
                edit.setFocus()
                return
        self.begin.click()

    # beginning

    def _free(self, stem: str) -> Path:
        home = self._desk.place.home
        names = [home / f"{stem}{SUFFIX}", *(home / f"{stem}-{n}{SUFFIX}" for n in range(2, 1000))]
        return next(n for n in names if not n.exists())

    def _create(self) -> None:
        answers = Beginning(self.office.text(), self.county.text(), self.person.text())
        path, place = self._path or self._free(_("台账")), self._desk.place
        self._follow(self._desk.open_register(lambda: office.create_office(path, place, answers)))

    def _demo(self) -> None:
        path, place = self._free(_("演示")), self._desk.place
        on = self._desk.now().date()

        def make(report: Any, cancelled: Any) -> Path:
            del cancelled
            demo.make(path, place, on, None, report)
            return path

        job = self._desk.jobs.beside_long(make)
        self.progress.follow(job, _("正在准备演示数据"))
        job.done.connect(self._open_path)
        job.refused.connect(self._refused)
        job.crashed.connect(self._desk.messages.crash)

    def _open(self) -> None:
        kinds = _("台账 (*{suffix});;所有文件 (*)").format(suffix=SUFFIX)
        path = self._desk.messages.open_file(_("打开台账"), kinds)
        if path is not None:
            self._open_path(path)

    def _open_path(self, path: Path) -> None:
        place = self._desk.place
        self._follow(self._desk.open_register(lambda: office.open_session(path, place)))

    def _restore(self) -> None:
        kinds = _("备份 (*{suffix})").format(suffix=health.SUFFIX)
        path = self._desk.messages.open_file(_("选一份备份"), kinds)
        if path is None:
            return
        target, place = self._free(path.stem), self._desk.place

        def make() -> Session:
            return health.restore(path, target, place)

        self._follow(self._desk.open_register(make))

    def _follow(self, job: Job) -> None:
        job.refused.connect(self._refused)

    def _refused(self, error: UserError) -> None:
        self.problem.tell(str(error))


def make(desk: Desk) -> FirstStartPage:
    """Return the page."""
    return FirstStartPage(desk)
