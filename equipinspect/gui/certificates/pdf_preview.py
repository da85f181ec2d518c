"""Shows the very file that prints, and prints it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from equipinspect.gui.look import Look

POINTS = 72


class PdfPreview(QPdfView):
    """Pages of one PDF file, fitted to the width."""

    def __init__(self, look: Look) -> None:
        super().__init__(None)  # type: ignore[call-overload]
        self.file: Path | None = None
        around = self.palette()
        around.setColor(QPalette.ColorRole.Dark, look.colour("sunken"))
        self.setPalette(around)
        self._document = QPdfDocument()
        self.setDocument(self._document)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitInView)

    def show_file(self, file: Path) -> None:
        """Open a file and show it."""
        self.file = file
        self._document.load(str(file))

    def pages(self) -> int:
        """Return how many pages the file has."""
        return self._document.pageCount()

    def page_size(self) -> QSizeF:
        """Return width and height of the first page in points."""
        return self._document.pagePointSize(0)

    def print_on(self, printer: QPrinter) -> bool:
        """Print every page at its true size; say whether it went out."""
        painter = QPainter()
        if not painter.begin(printer):
            return False
        for number in range(self.pages()):
            if number:
                printer.newPage()
            size = self._document.pagePointSize(number) * printer.resolution() / POINTS
            painter.drawImage(0, 0, self._document.render(number, size.toSize()))
        painter.end()
        return True


def default_printer() -> str:
    """Return the name of the printer that is set as default, "" without one."""
    return QPrinterInfo.defaultPrinter().printerName()


def printer_for(size: QSizeF) -> QPrinter:
    """Return the default printer, set to a page of this size in points without margins."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    page = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    layout = QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF())
    printer.setPageLayout(layout)
    printer.setFullPage(True)
    return printer
