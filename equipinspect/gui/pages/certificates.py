"""The certificate page: judges a code, and lists what was issued, to print again or to void."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import certificates
from equipinspect.app.certificates import Verified
from equipinspect.gui.certificates.paper import Paper
from equipinspect.gui.certificates.verdict import VerdictView
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.register.filters import Filters
from equipinspect.gui.register.list_side import ListSide
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.dropping import FileDrop
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import rule, upright_rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.changes import Changed
from equipinspect.model.text import _

LEFT = 440
PICTURES = "*.png *.jpg *.jpeg *.bmp *.webp *.pdf"


class CertificatesPage(QWidget):
    """证书: 核验 and 已出具."""

    help = _(
        "把扫出的文字粘到框里，或把照片、PDF 拖进来，即可离线核验；已出具的凭证可以重印和作废。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        FileDrop(self, self._dropped)
        self.head = PageHead(desk.look, _("证书"))
        batch = IconButton(desk.look, _("打印任务…"), "print", "")
        batch.setObjectName("batch")
        batch.clicked.connect(lambda: desk.go("print_job"))
        self.head.add(batch)
        self.tabs = TabBar(desk.look, self.show_tab, gap=16)
        self.tabs.set_tabs({"issued": _("已出具"), "verify": _("核验")})
        self.text = QPlainTextEdit()
        self.text.setObjectName("code")
        self.text.setPlaceholderText(_("EQI1/… 粘贴扫码得到的文字，或把照片、PDF 拖到这里"))
        self.text.setAccessibleName(_("要核验的二维码文字"))
        self.verdicts = VerdictView(desk)
        self.list = ListSide(desk, self._narrow)
        self.paper = Paper(desk)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._issued_page())
        self.stack.addWidget(self._verify_page())
        self._lay_out()
        self.show_tab("issued")

    def _lay_out(self) -> None:
        px = self._desk.look.px
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(12), 0, px(12), 0)
        tabs.addWidget(self.tabs)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addLayout(tabs)
        whole.addWidget(rule())
        whole.addWidget(self.stack, 1)

    def _issued_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self.list, upright_rule(), self.paper):
            row.addWidget(part, {self.list: 3, self.paper: 2}.get(part, 0))
        self.list.verbs.only(_("作废…"), self._void)
        self.list.table.current_changed.connect(self._preview)
        self.paper.hide()
        return page

    def _verify_page(self) -> QWidget:
        px = self._desk.look.px
        page, left = QWidget(), QWidget()
        ground(left, "base")
        left.setMaximumWidth(px(LEFT))
        left.setMinimumWidth(LEFT * 2 // 3)
        column = QVBoxLayout(left)
        column.setContentsMargins(px(16), px(16), px(16), px(16))
        column.setSpacing(px(8))
        judge = button(_("核验"), "primary")
        judge.setObjectName("judge")
        judge.clicked.connect(lambda: self._judge(self.text.toPlainText()))
        choose = IconButton(self._desk.look, _("选照片或 PDF…"), "folder", "")
        choose.clicked.connect(self._choose)
        column.addWidget(self.text, 1)
        for part in (judge, choose):
            column.addWidget(part)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for side in (left, upright_rule(), scrolled(self.verdicts)):
            row.addWidget(side)
        return page

    # coming and going

    def arrive(self, **what: Any) -> None:
        """Come to the list of what was issued, or to judge a ``code``."""
        declaration = self._desk.declarations.get("certificate")
        self.list.show_filters(declaration, Filters("certificate"), 0)
        self.list.table.setFocus()
        if code := what.get("code"):
            self.show_tab("verify")
            self._judge(str(code))

    def leave(self) -> bool:
        """Nothing is lost by leaving."""
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [
            Command(_("核验二维码"), "", lambda: self.show_tab("verify")),
            Command(_("打印任务"), "", lambda: self._desk.go("print_job")),
            Command(_("作废凭证"), "", self._void),
        ]

    def show_tab(self, key: str) -> None:
        """Show one of the two tabs."""
        self.tabs.choose(key)
        self.stack.setCurrentIndex(list(self.tabs.tabs).index(key))
        if key == "verify":
            self.text.setFocus()

    # judging

    def _dropped(self, file: str) -> None:
        self.show_tab("verify")
        self._judge(file)

    def _choose(self) -> None:
        kinds = _("照片和 PDF ({kinds})").format(kinds=PICTURES)
        path = self._desk.messages.open_file(_("选照片或 PDF"), kinds)
        if path is not None:
            self._judge(str(path))

    def _judge(self, source: str) -> None:
        if not source.strip():
            return
        today = self._desk.now().date()
        job = self._desk.jobs.read(certificates.verify, source.strip(), today)
        self._desk.watched(job).done.connect(lambda found: self._show(source, found))

    def _show(self, source: str, found: list[Verified]) -> None:
        from_file = len(source) < 1000 and Path(source).suffix != ""  # noqa: PLR2004
        self.verdicts.show_verdicts(found, Path(source).name if from_file else "")

    # what was issued

    def _narrow(self, filters: Filters) -> None:
        self.list.show_filters(self._desk.declarations.get("certificate"), filters, 0)

    def _preview(self, number: int | None) -> None:
        self.paper.setVisible(number is not None)
        if number is not None:
            job = self._desk.jobs.read(certificates.reprint, number)
            self._desk.watched(job).done.connect(lambda pdf: self._show_paper(number, pdf))

    def _show_paper(self, number: int, pdf: bytes) -> None:
        row = self.list.table.rows.row(self.list.table.currentIndex().row())
        if row is not None and row.id == number:
            self.paper.show_pdf(row.cells[0].words.replace(" ", ""), pdf)

    def _void(self) -> None:
        number = self.list.table.current_id()
        if number is None:
            self._desk.say(_("先在列表里选一张凭证，再作废。"), warn=True)
            return
        reason = self._desk.messages.text(_("为什么作废？作废后不能恢复，核验时会答“已作废”。"))
        if reason:
            job = self._desk.watched(self._desk.jobs.run(certificates.void, number, reason))
            job.done.connect(self._voided)

    def _voided(self, _changed: Changed) -> None:
        self._desk.say(_("凭证已作废。"))
        self.list.table.rows.reload()


def make(desk: Desk) -> CertificatesPage:
    """Return the page."""
    return CertificatesPage(desk)
