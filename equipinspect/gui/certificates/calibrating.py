"""Keeps a printer's correction: writes the test sheet, takes the four numbers read off it."""

from __future__ import annotations

from equipinspect.app import print_desk, stocks
from equipinspect.gui.certificates.print_side import PrintSide
from equipinspect.gui.desk import Desk
from equipinspect.model.text import _


class Calibrating:
    """Serves the calibration part of the print side."""

    def __init__(self, desk: Desk, side: PrintSide) -> None:
        self._desk, self._side = desk, side
        side.changed = self.read
        side.test.clicked.connect(self.test_sheet)
        side.keep.clicked.connect(self.keep)

    def read(self) -> None:
        """Show the correction of the chosen printer on the chosen sheet."""
        side = self._side
        job = self._desk.jobs.read(print_desk.correction, side.printer_name, side.stock_key)
        self._desk.watched(job).done.connect(side.show_correction)

    def test_sheet(self) -> None:
        """Write the test sheet where the person says."""
        side, messages = self._side, self._desk.messages
        if not side.stock_key:
            self._desk.say(_("先选一种纸，再打测试页。"), warn=True)
            return
        kinds = _("PDF 文件 (*.pdf)")
        target = messages.save_file(_("测试页存到"), kinds, _("测试页.pdf"))
        if target is not None:
            given = (side.stock_key, side.printer_name, target, False)
            job = self._desk.watched(self._desk.jobs.read(stocks.write_test_sheet, *given))
            said = _("测试页已存到 {p}：按 100% 打印，量四个数填回来。").format(p=target.name)
            job.done.connect(lambda _none: self._desk.say(said))

    def keep(self) -> None:
        """Keep the correction that follows from the four numbers."""
        side = self._side
        try:
            four = side.four()
        except ValueError:
            self._desk.say(_("四个量值都要填，单位毫米。"), warn=True)
            return
        given = (side.printer_name, side.stock_key, four)
        job = self._desk.watched(self._desk.jobs.run(stocks.calibrate, *given))
        job.done.connect(side.show_correction)
        job.done.connect(lambda _fix: self._desk.say(_("校准已存，以后在这种纸上都照此改正。")))
