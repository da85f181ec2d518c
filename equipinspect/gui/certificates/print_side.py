"""What a batch is printed with: layout, order, printer, sheet with its first free place, correction."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app.print_desk import Paper
from equipinspect.app.stocks import Calibration
from equipinspect.gui.certificates.sheet_picker import SheetPicker
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.fact_row import FactRow
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.text import _

WIDTH = 288
PERCENT = 100


def orders() -> dict[str, str]:
    """Return the usual orders by their fields; any other is typed as field names."""
    return {
        "town,street,estate,building": _("乡镇、街道、小区、楼号"),
        "street,estate,building": _("街道、小区、楼号"),
        "user_unit,estate,building": _("使用单位、小区、楼号"),
        "device_code": _("设备代码"),
    }


def measures() -> tuple[str, ...]:
    """Return what is measured on the test sheet, in the order of `stocks.calibrate`."""
    return (_("框左到纸左"), _("框上到纸上"), _("框宽"), _("框高"))


class PrintSide(QWidget):
    """Tells ``changed`` when another printer or sheet asks for another correction."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._paper: Paper | None = None
        self.changed: Callable[[], None] = lambda: None
        self.setFixedWidth(look.px(WIDTH))
        ground(self, "base")
        self.layout_box, self.order = ChoiceBox(look), ChoiceBox(look)
        self.printer, self.stock = ChoiceBox(look), ChoiceBox(look)
        self.picker = SheetPicker(look)
        self.start = Label(look, "", "text2")
        self.facts = {
            key: FactRow(look, label)
            for key, label in (
                ("right", _("左右")),
                ("down", _("上下")),
                ("scale_x", _("横向缩放")),
                ("scale_y", _("纵向缩放")),
            )
        }
        self.test = IconButton(look, _("打测试页"), "print", "")
        self.measured = tuple(QLineEdit() for _name in measures())
        self.keep = button(_("存校准"))
        self.keep.setObjectName("calibrate")
        for key, words in orders().items():
            self.order.addItem(words, key)
        for box, name in (
            (self.layout_box, _("版式")),
            (self.order, _("顺序")),
            (self.printer, _("打印机")),
            (self.stock, _("纸")),
        ):
            box.setAccessibleName(name)
        self.printer.addItem(_("（不指定）"), "")
        for printer in QPrinterInfo.availablePrinterNames():
            self.printer.addItem(printer, printer)
        self.printer.activated.connect(lambda _row: self.changed())
        self.stock.activated.connect(lambda _row: self._choose_stock())
        self.layout_box.activated.connect(lambda _row: self._offer_stocks())
        self.picker.picked.connect(self._tell_start)
        self._lay_out()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(16), px(8), px(16), px(12))
        column.setSpacing(px(4))
        column.addWidget(SectionHeader(look, _("版式和顺序")))
        column.addWidget(self.layout_box)
        column.addWidget(self.order)
        column.addWidget(SectionHeader(look, _("打印机和纸")))
        for part in (self.printer, self.stock, self.picker, self.start):
            column.addWidget(part)
        column.addWidget(SectionHeader(look, _("校准")))
        for row in self.facts.values():
            column.addWidget(row)
        column.addWidget(self.test)
        grid = QGridLayout()
        for place, (words, line) in enumerate(zip(measures(), self.measured, strict=True)):
            line.setAccessibleName(words)
            line.setPlaceholderText(_("毫米"))
            grid.addWidget(Label(look, words, "text2"), place, 0)
            grid.addWidget(line, place, 1)
        column.addLayout(grid)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.keep)
        column.addLayout(foot)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inner))

    def show_paper(self, paper: Paper) -> None:
        """Offer layouts and the sheets that can take them; keep what was chosen."""
        self._paper = paper
        before = self.template
        self.layout_box.clear()
        for key, words in paper.layouts.items():
            self.layout_box.addItem(words, key)
        self.layout_box.setCurrentIndex(max(0, self.layout_box.findData(before)))
        self._offer_stocks()

    def choose_layout(self, key: str) -> None:
        """Show the layout of a job that is printed again."""
        if (row := self.layout_box.findData(key)) >= 0:
            self.layout_box.setCurrentIndex(row)
            self._offer_stocks()

    def _offer_stocks(self) -> None:
        """Offer the whole page and every sheet whose places are at least as large as the form."""
        if self._paper is None:
            return
        width, height = self._paper.pages[self.template]
        self.stock.clear()
        self.stock.addItem(_("整页 {w:g} × {h:g} 毫米").format(w=width, h=height), "")
        for key, one in self._paper.stocks.items():
            if one.label_width >= width and one.label_height >= height:
                self.stock.addItem(one.title, key)
        self._choose_stock()

    def _choose_stock(self) -> None:
        key = self.stock_key
        stock = self._paper.stocks[key] if self._paper and key else None
        self.picker.show_stock(stock)
        self._tell_start(1)
        self.changed()

    def _tell_start(self, start: int) -> None:
        many = self.picker.stock is not None and self.picker.stock.places > 1
        self.start.setText(_("第一张纸从第 {n} 个位置印起").format(n=start) if many else "")
        self.start.setVisible(many)

    def show_correction(self, fix: Calibration) -> None:
        """Show what is kept for the printer and the sheet."""
        self.facts["right"].tell(f"{fix.right:+.1f} mm")
        self.facts["down"].tell(f"{fix.down:+.1f} mm")
        self.facts["scale_x"].tell(f"{fix.scale_x * PERCENT:.1f} %")
        self.facts["scale_y"].tell(f"{fix.scale_y * PERCENT:.1f} %")
        for part in (self.test, self.keep, *self.measured):
            part.setEnabled(bool(self.stock_key))

    def four(self) -> tuple[float, float, float, float]:
        """Return the measured numbers in mm; raise ValueError when one is no number."""
        left, top, width, height = (float(line.text().replace("，", ".")) for line in self.measured)
        return left, top, width, height

    @property
    def template(self) -> str:
        """The key of the layout."""
        return str(self.layout_box.currentData() or "")

    @property
    def stock_key(self) -> str:
        """The key of the sheet, "" for a whole page."""
        return str(self.stock.currentData() or "")

    @property
    def printer_name(self) -> str:
        """Whose correction is used, "" for nobody's."""
        return str(self.printer.currentData() or "")
