"""One certificate on paper: its preview, and the buttons that print it and keep it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.gui.certificates.pdf_preview import PdfPreview, default_printer, printer_for
from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _

FOLDER = "prints"


class Paper(QWidget):
    """Holds the file that was rendered; what is seen is what prints."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.number = ""
        ground(self, "sunken")
        px = desk.look.px
        self.words = Label(desk.look, "", medium=True).elide()
        self.preview = PdfPreview(desk.look)
        self.printer = Label(desk.look, "", "text2").elide()
        self.print = IconButton(desk.look, _("打印"), "print", "primary")
        self.print.clicked.connect(self._print)
        self.keep = button(_("另存 PDF…"))
        self.keep.setObjectName("keep")
        self.keep.clicked.connect(self._keep)
        head = QHBoxLayout()
        head.setContentsMargins(px(16), px(10), px(16), px(10))
        head.addWidget(self.words, 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.setContentsMargins(px(16), px(8), px(16), px(8))
        for part in (self.printer, self.keep, self.print):
            foot.addWidget(part, 1 if part is self.printer else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule())
        column.addWidget(self.preview, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        self._tell_printer()

    def show_pdf(self, number: str, pdf: bytes) -> None:
        """Write the bytes to the file that will print, and show that file."""
        folder = self._desk.place.home / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{number}.pdf"
        file.write_bytes(pdf)
        self.show_file(number, file)

    def show_file(self, number: str, file: Path) -> None:
        """Show a file that was written already."""
        self.number = number
        self.words.setText(_("凭证 {number}　就是要打印的那一份 PDF").format(number=number))
        self.preview.show_file(file)
        self._tell_printer()

    def _tell_printer(self) -> None:
        name = default_printer()
        known = _("打印机：{name}").format(name=name)
        self.printer.setText(known if name else _("没有默认打印机，可以另存后在别处打印"))

    def _print(self) -> None:
        printer = printer_for(self.preview.page_size())
        if QPrintDialog(printer, self).exec() and not self.preview.print_on(printer):
            said = _("没有打出来：打印机 {name} 没有接收。请查看打印机后再打，编号不变。")
            self._desk.say(said.format(name=printer.printerName()), warn=True)

    def _keep(self) -> None:
        if self.preview.file is None:
            return
        kinds = _("PDF 文件 (*.pdf)")
        target = self._desk.messages.save_file(_("另存凭证"), kinds, f"{self.number}.pdf")
        if target is not None:
            self.save_to(target)

    def save_to(self, target: Path) -> None:
        """Write the same bytes to another place."""
        if self.preview.file is not None:
            target.write_bytes(self.preview.file.read_bytes())
            self._desk.say(_("凭证已存到 {p}。").format(p=target))
