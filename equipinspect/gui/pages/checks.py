"""The page of checks: a visit from its first item to the signature and the papers that follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import visit_desk
from equipinspect.app.directives import Issued
from equipinspect.app.lists import Row
from equipinspect.app.visit_desk import At, Start, View
from equipinspect.app.visit_signing import Signed
from equipinspect.app.visits import Wanted
from equipinspect.gui.checks.beginning import Beginning
from equipinspect.gui.checks.closing import Closing
from equipinspect.gui.checks.done import Done
from equipinspect.gui.checks.visit_head import VisitFoot, VisitHead
from equipinspect.gui.checks.visit_view import VisitView
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.jobs import Job
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.fields import Value
from equipinspect.model.text import _

BEGINNING, VISIT, CLOSING, DONE = range(4)
PICTURES = "*.jpg *.jpeg *.png"
PROOFS = "*.jpg *.jpeg *.png *.pdf *.mp4 *.mov *.3gp *.m4a *.mp3 *.wav *.amr"
WRITTEN = {"check", "hazard", "device_check", "check_item", "attachment", "directive"}


class ChecksPage(QWidget):
    """检查: begun, judged item by item, signed; every change is saved at once as a draft."""

    help = _(
        "选单位和设备，开始检查；数字键 1–4 判定，在文字里按 Ctrl+数字；F8 拍照，Alt+N 到下一个未判项，"
        "Ctrl+Enter 结束检查。每一步都存成草稿，断电最多丢正在写的一格。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.name = ""  # of the draft that is open
        self._view: View | None = None
        self._asked = 0  # only the answer to what was asked last is shown
        look = desk.look
        self.head = VisitHead(look)
        self.foot = VisitFoot(look)
        self.beginning = Beginning(desk)
        self.visit = VisitView(desk)
        self.closing = Closing(desk)
        self.done = Done(desk)
        self.stack = QStackedWidget()
        for part in (self.beginning, self.visit, self.closing, self.done):
            self.stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, rule(), self.stack, self.foot):
            column.addWidget(widget, 1 if widget is self.stack else 0)
        self._connect()
        self._show(BEGINNING)

    def _connect(self) -> None:
        self.beginning.on_begin = self._begin
        self.beginning.on_take_up = self._take_up
        self.beginning.on_open = self.open_signed
        self.visit.items.on_judge = self._judge
        self.visit.items.judging.on_say = self._say
        self.visit.items.judging.on_grade = self._grade
        self.visit.items.judging.photos.on_add = self.photograph
        self.visit.parts.on_pick = self._pick_part
        self.visit.parts.add.clicked.connect(self._add_device)
        self.closing.on_write = self._write
        self.closing.on_item = self._to_item
        self.closing.on_evidence = self._prove
        self.foot.next.clicked.connect(self.go_unjudged)
        self.foot.end.clicked.connect(self.finish)
        self.foot.back.clicked.connect(lambda: self._show(VISIT))
        self.head.aside.clicked.connect(self.put_aside)
        self.done.on_direct = self._direct
        self.done.on_record = self._print_record
        self.done.on_recheck = self._recheck
        self.done.back.clicked.connect(self._start)
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Alt+N", self.go_unjudged), ("F8", self.photograph), ("Ctrl+Return", self.finish),
            ("Ctrl+Enter", self.finish), ("Alt+Z", self._fix), ("Alt+J", self.beginning.resume),
            ("Alt+D", self.done.issue), ("Alt+P", lambda: self._print_record(self.done.check)),
            ("Ctrl+Down", lambda: self._step_part(1)), ("Ctrl+Up", lambda: self._step_part(-1)),
        )  # fmt: skip
        for words, run in keys:
            QShortcut(QKeySequence(words), self).activated.connect(run)

    # the page among others

    def arrive(self, unit: tuple[int, str] | None = None, check: int = 0, **_what: Any) -> None:
        """Go on with the visit that is open; begin one for a unit; or show a signed one."""
        if check:
            self.open_signed(check)
        elif self.name:
            self._ask(visit_desk.taken_up, self.name)
        elif self.stack.currentIndex() != DONE or unit is not None:
            self._start(unit)

    def leave(self) -> bool:
        """Save what is typed; a visit that is left on purpose is no crash."""
        self._flush()
        if self.name:
            self._desk.watched(self._desk.jobs.run(visit_desk.put_aside, self.name))
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        if not self.name:
            return [Command(_("开始检查"), "Ctrl+Enter", self.beginning.go),
                    Command(_("接着做没有结束的检查"), "Alt+J", self.beginning.resume)]  # fmt: skip
        return [
            Command(_("下一个未判项"), "Alt+N", self.go_unjudged),
            Command(_("拍照"), "F8", self.photograph),
            Command(_("当场整改"), "Alt+Z", self._fix),
            Command(_("结束检查"), "Ctrl+Enter", self.finish),
            Command(_("放下这次检查"), "", self.put_aside),
        ]

    def _show(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.head.show_at(place in (VISIT, CLOSING))
        self.foot.show_at(place == VISIT, place == CLOSING)
        if place == VISIT:
            self.visit.items.setFocus()

    def _start(self, unit: tuple[int, str] | None = None) -> None:
        self._forget()
        self._show(BEGINNING)
        self.head.tell_start()
        job = self._desk.watched(self._desk.jobs.run(visit_desk.start))
        given = unit if isinstance(unit, tuple) else None
        job.done.connect(lambda found: self._started(found, given))

    def _started(self, found: Start, unit: tuple[int, str] | None) -> None:
        if not self.name:
            self.beginning.show_start(found, unit)

    def _forget(self) -> None:
        self.name, self._view = "", None
        self._asked += 1
        self.visit.forget()

    # a draft

    def _ask(self, function: Callable[..., View], *arguments: Any) -> Job:
        job = self._desk.watched(self._desk.jobs.run(function, *arguments))
        self._asked += 1
        number = self._asked
        job.done.connect(lambda view: self._take(view) if number == self._asked else None)
        job.refused.connect(lambda _error: self._read_again(number))
        return job

    def _read_again(self, number: int) -> None:
        """Show the draft as it stands after a refusal; answers that came before were passed over."""
        if self._view is not None and self.name and number == self._asked:
            self._ask(visit_desk.view, self.name, self._view.part)

    def _take(self, view: View) -> None:
        fresh = self.name != view.page.draft.id
        self.name, self._view = view.page.draft.id, view
        self.head.show_page(view.page)
        self.foot.show_page(view.page)
        self.visit.show_view(view, fresh)
        self.closing.show_view(view, fresh)
        if fresh:
            self._show(VISIT)
        if self.stack.currentIndex() == CLOSING:
            self._look_for_problems()

    def _begin(self, wanted: Wanted) -> None:
        self._ask(visit_desk.begun, wanted)

    def _take_up(self, name: str) -> None:
        self._ask(visit_desk.taken_up, name)

    def _recheck(self, check: int) -> None:
        self._ask(visit_desk.begun_again, check)

    def _judge(self, at: At, verdict: str) -> None:
        self._ask(visit_desk.judged, self.name, at, verdict)

    def _say(self, at: At, texts: Mapping[str, str]) -> None:
        self._ask(visit_desk.said, self.name, at, dict(texts))

    def _grade(self, at: At, values: Mapping[str, Value]) -> None:
        self._ask(visit_desk.graded, self.name, at, dict(values))

    def _write(self, values: Mapping[str, Value]) -> None:
        if self.name:
            self._ask(visit_desk.written, self.name, dict(values))

    def _pick_part(self, key: str) -> None:
        self.visit.items.judging.flush()
        self._ask(visit_desk.view, self.name, key)
        self.visit.items.setFocus()

    def _step_part(self, by: int) -> None:
        if self._view is None or self.stack.currentIndex() != VISIT:
            return
        keys = [p.key for p in self._view.page.draft.parts]
        if keys:
            self._pick_part(keys[(keys.index(self._view.part) + by) % len(keys)])

    def _add_device(self) -> None:
        asked = _("加哪一台？输入登记证编号、设备代码或地址：")
        text = self._desk.messages.text(asked)
        if text and self.name:
            self._ask(visit_desk.device_found, self.name, text)

    def _fix(self) -> None:
        if self.stack.currentIndex() == VISIT and self.visit.items.judging.saying.isVisible():
            self.visit.items.judging.fixed.click()

    def photograph(self) -> None:
        """Add a photo to the item being judged."""
        judging = self.visit.items.judging
        if self.stack.currentIndex() != VISIT or judging.item is None:
            return
        judging.flush()
        kinds = _("照片 ({kinds})").format(kinds=PICTURES)
        path = self._desk.messages.open_file(_("这一项的照片"), kinds)
        if path is not None:
            self._ask(visit_desk.photographed, self.name, judging.at, path, judging.role())

    def _prove(self) -> None:
        kinds = _("照片、录音、录像 ({kinds})").format(kinds=PROOFS)
        path = self._desk.messages.open_file(_("拒绝签名的证据"), kinds)
        if path is not None:
            self._ask(visit_desk.proved, self.name, path)

    def go_unjudged(self) -> None:
        """Go to the next item without a verdict, in whichever device it is."""
        if self._view is None or self.stack.currentIndex() not in (VISIT, CLOSING):
            return
        at = self._view.page.next_unjudged(self.visit.items.at)
        if at is None:
            self._desk.say(_("每一项都判过了，按 Ctrl+Enter 结束检查。"))
        else:
            self._to_item(at)

    def _to_item(self, at: At) -> None:
        self._show(VISIT)
        self.visit.wanted = at if at[1] else None
        if self._view is not None and at[0] != self._view.part:
            self._pick_part(at[0])
        else:
            self.visit.items.go_to(at)

    # the end

    def finish(self) -> None:
        """From the start: begin; from the items: to the signature; from there: sign."""
        place = self.stack.currentIndex()
        if place == BEGINNING:
            self.beginning.go()
        elif place == VISIT:
            self._flush()
            self._show(CLOSING)
            self._look_for_problems()
            self.closing.focus_first()
        elif place == CLOSING:
            self._flush()
            job = self._desk.watched(self._desk.jobs.run(visit_desk.signed, self.name))
            job.done.connect(self._signed)
            job.refused.connect(lambda _error: self._look_for_problems())

    def _look_for_problems(self) -> None:
        if self.name:
            job = self._desk.jobs.run(visit_desk.problems, self.name)
            self._desk.watched(job).done.connect(self.closing.show_problems)

    def put_aside(self) -> None:
        """Leave the draft for later and go back to the start."""
        self._flush()
        if self.name:
            self._desk.watched(self._desk.jobs.run(visit_desk.put_aside, self.name))
        self._start()

    def _flush(self) -> None:
        if self.name:
            self.visit.items.judging.flush()
            self.closing.flush()

    def _signed(self, signed: Signed) -> None:
        self._desk.tell_written(WRITTEN)
        said = _("检查已签名固定，记录编号 {number}，登记隐患 {n} 处。")
        self._end(signed.id, said.format(number=signed.number, n=len(signed.hazards)))

    def open_signed(self, check: int) -> None:
        """Show a signed visit with its hazards and papers."""
        self._end(check, _("已签名的检查。记录固定，更正用补正记录。"))

    def _end(self, check: int, words: str) -> None:
        self._forget()
        self.head.tell_start(_("检查记录和指令书"))
        self._show(DONE)
        job = self._desk.watched(self._desk.jobs.run(visit_desk.open_hazards, check))

        def show(found: list[Row]) -> None:
            self.done.show_signed(check, words, found)

        job.done.connect(show)

    def _target(self, title: str, name: str) -> Path | None:
        return self._desk.messages.save_file(title, _("PDF 文件 (*.pdf)"), f"{name}.pdf")

    def _direct(self, check: int, deadline: str) -> None:
        target = self._target(_("监察指令书"), _("监察指令书"))
        if target is None:
            return
        job = self._desk.watched(self._desk.jobs.run(visit_desk.directed, check, deadline, target))
        job.done.connect(lambda issued: self._directed(issued, target))

    def _directed(self, issued: Issued, target: Path) -> None:
        self._desk.tell_written(WRITTEN)
        said = _("{number} 已写到 {file}，状态待签收。")
        self._end(self.done.check, said.format(number=issued.number, file=target.name))

    def _print_record(self, check: int) -> None:
        if self.stack.currentIndex() != DONE or not check:
            return
        target = self._target(_("监督检查记录"), _("监督检查记录"))
        if target is not None:
            job = self._desk.jobs.run(visit_desk.record_written, check, target)
            said = _("监督检查记录已写到 {file}。").format(file=target.name)
            self._desk.watched(job).done.connect(lambda _done: self._desk.say(said))


def make(desk: Desk) -> ChecksPage:
    """Return the page."""
    return ChecksPage(desk)
