"""The end of a visit: what still keeps it from being signed, who signs, a refusal, or stopping it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app.visit_desk import At, View
from equipinspect.gui.checks.boxes import Boxes
from equipinspect.gui.checks.review import Review
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import SectionHeader, upright_rule
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field, Value
from equipinspect.model.text import _

SIDE, MOST = 400, 12
OWN = ("place", "departments", "began", "ended", "opinion", "experts")
BY_PROGRAM = ("returned_note", "officer_count", "signed_on")


def fields_of(declaration: Declaration, section: str) -> list[Field]:
    """Return what a person fills of one section."""
    found = [f for f in declaration.fields if f.section == section and f.key not in BY_PROGRAM]
    return [f for f in found if f.entered and f.key not in OWN]


class Closing(QWidget):
    """The page before the signature; every box saves itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.on_write: Callable[[Mapping[str, Value]], None] = lambda _values: None
        self.on_item: Callable[[At], None] = lambda _at: None
        self.on_evidence: Callable[[], None] = lambda: None
        ground(self, "base")
        check = desk.declarations.get("check")
        self.signing = Boxes(desk, fields_of(check, "signing"), 2)
        self.people = Boxes(desk, fields_of(check, "people"), 2)
        self.more = Boxes(desk, [check.field(k) for k in OWN], 2)
        self.stop = Boxes(desk, [check.field("termination")], 1)
        self._boxes = (self.signing, self.people, self.more, self.stop)
        for boxes in self._boxes:
            boxes.on_write = self._write
        self.evidence = button(_("添加拒签的照片、录音或录像…"))
        self.evidence.clicked.connect(self._prove)
        self.kept = Label(desk.look, "", "text2")
        self.terminate = button(_("终止检查"))
        self.terminate.clicked.connect(self._terminate)
        self.ready = Notice(desk.look, "tick")
        self.review = Review(desk.look)
        self._problems = QVBoxLayout()
        self._problems.setSpacing(desk.look.px(4))
        self._lay_out()

    def _lay_out(self) -> None:
        look, px = self._desk.look, self._desk.look.px
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(px(16), px(8), px(16), px(16))
        column.setSpacing(px(6))
        column.addWidget(SectionHeader(look, _("被检查单位签名")))
        column.addWidget(self.signing)
        proof = QHBoxLayout()
        proof.addWidget(self.evidence)
        proof.addWidget(self.kept, 1)
        column.addLayout(proof)
        column.addWidget(SectionHeader(look, _("人员")))
        column.addWidget(self.people)
        column.addWidget(SectionHeader(look, _("地点、时间和意见")))
        column.addWidget(self.more)
        column.addWidget(SectionHeader(look, _("终止检查")))
        last = QHBoxLayout()
        last.setSpacing(px(8))
        last.addWidget(self.stop, 1)
        last.addWidget(self.terminate, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(last)
        column.addStretch(1)
        side = QWidget()
        side.setFixedWidth(px(SIDE))
        right = QVBoxLayout(side)
        right.setContentsMargins(px(16), px(8), px(16), px(16))
        right.setSpacing(px(8))
        right.addWidget(SectionHeader(look, _("还差什么")))
        right.addWidget(self.ready)
        right.addLayout(self._problems)
        right.addWidget(self.review)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scrolled(form), 1)
        whole.addWidget(upright_rule())
        whole.addWidget(side)

    def show_view(self, view: View, fresh: bool = False) -> None:
        """Show the boxes as they are saved."""
        visit = view.page.draft.visit
        for boxes in self._boxes:
            (boxes.begin if fresh else boxes.show_values)(visit, view.titles)
        self.review.show_draft(view.page.draft)
        n = len(view.page.draft.evidence)
        self.kept.setText(_("已有 {n} 份").format(n=n) if n else "")
        stopped = visit.get("result") == "terminated"
        self.terminate.setText(_("不终止，继续检查") if stopped else _("终止检查"))
        self.terminate.setProperty("stopped", stopped)

    def show_problems(self, found: Mapping[str, str]) -> None:
        """List every reason against signing; one about an item leads there."""
        while item := self._problems.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for boxes in self._boxes:
            boxes.refuse(found)
        for key, text in list(found.items())[:MOST]:
            self._add(key, text)
        if len(found) > MOST:
            more = _("另有 {n} 处").format(n=len(found) - MOST)
            self._problems.addWidget(Label(self._desk.look, more, "text2"))
        self.ready.tell(_("可以签名了。签名后记录固定，只能用补正记录更正。") if not found else "")

    def _add(self, key: str, text: str) -> None:
        notice = Notice(self._desk.look)
        self._problems.addWidget(
            notice
        )  # before it is shown: without a parent it would be a window
        part, _dot, code = key.partition(".")
        if part in ("recheck", "rechecks"):
            notice.tell(text, _("去看"), lambda: self.on_item(("", "")))
        elif part.isdigit() and code:
            at = (part, "" if code == "unjudged" else code.partition(".")[0])
            notice.tell(text, _("去看"), lambda: self.on_item(at))
        else:
            notice.tell(text)

    def _write(self, values: Mapping[str, Value]) -> None:
        self.on_write(values)

    def _prove(self) -> None:
        self.on_evidence()

    def _terminate(self) -> None:
        self.stop.flush()
        stopped = bool(self.terminate.property("stopped"))
        self.on_write({"result": None if stopped else "terminated"})

    def flush(self) -> None:
        """Write what was typed now."""
        for boxes in self._boxes:
            boxes.flush()

    def focus_first(self) -> None:
        """Put the cursor where the signature begins."""
        self.signing.rows["sign_state"].widget.setFocus()
