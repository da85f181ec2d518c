"""The page of checks: a visit from its first item to the signature and the papers that follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import visit_desk
from equipinspect.app.visit_desk import At, Start, View
from equipinspect.app.visit_signing import Signed
from equipinspect.gui.checks.beginning import Beginning
from equipinspect.gui.checks.closing import Closing
from equipinspect.gui.checks.done import WRITTEN, Done
from equipinspect.gui.checks.visit_head import VisitFoot, VisitHead
from equipinspect.gui.checks.visit_view import VisitView
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _

BEGINNING, VISIT, CLOSING, DONE = range(4)


class ChecksPage(QWidget):
    """检查: begun, judged item by item, signed; every change is saved at once as a draft."""

    help = _(
        "选单位和设备，开始检查；数字键 1–4 判定，在文字里按 Ctrl+数字；F8 拍照，Alt+N 到下一个未判项，"
        "Ctrl+Enter 结束检查。每一步都存成草稿，断电最多丢正在写的一格。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        look = desk.look
        self.head, self.foot = VisitHead(look), VisitFoot(look)
        self.beginning, self.visit = Beginning(desk), VisitView(desk)
        self.closing, self.done = Closing(desk), Done(desk)
        self.stack = QStackedWidget()
        for part in (self.beginning, self.visit, self.closing, self.done):
            self.stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, rule(), self.stack, self.foot):
            column.addWidget(widget, 1 if widget is self.stack else 0)
        self._connect()
        self._connect_keys()
        self._show(BEGINNING)

    def _connect(self) -> None:
        self.beginning.on_begin = self.visit.begin
        self.beginning.on_take_up = self.visit.take_up
        self.beginning.on_open = self.open_signed
        self.visit.on_view = self._take
        self.closing.on_write = self.visit.write
        self.closing.on_item = self._to_item
        self.closing.on_evidence = self.visit.prove
        self.closing.review.submit.clicked.connect(self._submit)
        self.closing.review.send_back.clicked.connect(self.visit.send_back)
        self.done.amending.on_written = self.open_signed
        self.foot.next.clicked.connect(self.go_unjudged)
        self.foot.end.clicked.connect(self.finish)
        self.foot.back.clicked.connect(lambda: self._show(VISIT))
        self.head.aside.clicked.connect(self.put_aside)
        self.done.on_recheck = self.visit.begin_recheck
        self.done.back.clicked.connect(self.put_aside)

    def _connect_keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Alt+N", self.go_unjudged), ("F8", self.visit.photograph), ("Alt+Z", self.visit.fix),
            ("Ctrl+Return", self.finish), ("Ctrl+Enter", self.finish),
            ("Alt+J", self.beginning.resume), ("Alt+D", self.done.issue), ("Alt+P", self.done.print_record),
            ("Ctrl+Down", lambda: self.visit.step_part(1)),
            ("Ctrl+Up", lambda: self.visit.step_part(-1)),
        )  # fmt: skip
        for words, run in keys:
            QShortcut(QKeySequence(words), self).activated.connect(run)

    # the page among others

    def arrive(self, unit: tuple[int, str] | None = None, check: int = 0, **_what: Any) -> None:
        """Go on with the visit that is open; begin one for a unit; or show a signed one."""
        if check:
            self.open_signed(check)
        elif self.visit.name:
            self.visit.take_up(self.visit.name)
        elif self.stack.currentIndex() != DONE or unit is not None:
            self._start(unit)

    def leave(self) -> bool:
        """Save what is typed; a visit that is left on purpose is no crash."""
        self._flush()
        if self.visit.name:
            self._desk.watched(self._desk.jobs.run(visit_desk.put_aside, self.visit.name))
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        if not self.visit.name:
            return [Command(_("开始检查"), "Ctrl+Enter", self.beginning.go),
                    Command(_("接着做没有结束的检查"), "Alt+J", self.beginning.resume)]  # fmt: skip
        return [
            Command(_("下一个未判项"), "Alt+N", self.go_unjudged),
            Command(_("拍照"), "F8", self.visit.photograph),
            Command(_("当场整改"), "Alt+Z", self.visit.fix),
            Command(_("结束检查"), "Ctrl+Enter", self.finish),
            Command(_("放下这次检查"), "", self.put_aside),
        ]

    def _show(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.head.show_at(place in (VISIT, CLOSING))
        self.foot.show_at(place == VISIT, place == CLOSING)
        if place == VISIT:
            self.visit.focus_first()

    # beginning

    def _start(self, unit: tuple[int, str] | None = None) -> None:
        self.visit.forget()
        self._show(BEGINNING)
        self.head.tell_start()
        job = self._desk.watched(self._desk.jobs.run(visit_desk.start))
        job.done.connect(lambda found: self._started(found, unit))

    def _started(self, found: Start, unit: tuple[int, str] | None) -> None:
        if not self.visit.name:
            self.beginning.show_start(found, unit)

    # under way

    def _take(self, view: View, fresh: bool) -> None:
        self.head.show_page(view.page)
        self.foot.show_page(view.page)
        self.closing.show_view(view, fresh)
        if fresh:
            self._show(VISIT)
        if self.stack.currentIndex() == CLOSING:
            self._look_for_problems()

    def go_unjudged(self) -> None:
        """Go to the next item without a verdict, in whichever device it is."""
        if self.visit.view is None:
            return
        at = self.visit.view.page.next_unjudged(self.visit.items.at)
        if at is None:
            self._desk.say(_("每一项都判过了，按 Ctrl+Enter 结束检查。"))
        else:
            self._to_item(at)

    def _to_item(self, at: At) -> None:
        self._show(VISIT)
        if at[0]:
            self.visit.to_item(at)

    # the end

    def finish(self) -> None:
        """From the start: begin; from the items: to the signature; from there: sign."""
        place = self.stack.currentIndex()
        self._flush()
        if place == BEGINNING:
            self.beginning.go()
        elif place == VISIT:
            self._show(CLOSING)
            self._look_for_problems()
            self.closing.focus_first()
        elif place == CLOSING:
            job = self._desk.watched(self._desk.jobs.run(visit_desk.signed, self.visit.name))
            job.done.connect(self._signed)
            job.refused.connect(lambda _error: self._look_for_problems())

    def _look_for_problems(self) -> None:
        if self.visit.name:
            job = self._desk.jobs.run(visit_desk.problems, self.visit.name)
            self._desk.watched(job).done.connect(self.closing.show_problems)

    def _submit(self) -> None:
        self._flush()
        self.visit.submit()

    def put_aside(self) -> None:
        """Leave the draft for later and go back to the start."""
        self.leave()
        self._start()

    def _flush(self) -> None:
        if self.visit.name:
            self.visit.flush()
            self.closing.flush()

    def _signed(self, signed: Signed) -> None:
        self._desk.tell_written(WRITTEN)
        said = _("检查已签名固定，记录编号 {number}，登记隐患 {n} 处。")
        self._end(signed.id, said.format(number=signed.number, n=len(signed.hazards)))

    def open_signed(self, check: int) -> None:
        """Show a signed visit with its hazards and papers."""
        self._end(check, _("已签名的检查。记录固定，更正用补正记录。"))

    def _end(self, check: int, words: str) -> None:
        self.visit.forget()
        self.head.tell_start(_("检查记录和指令书"))
        self._show(DONE)
        self.done.read(check, words)


def make(desk: Desk) -> ChecksPage:
    """Return the page."""
    return ChecksPage(desk)
