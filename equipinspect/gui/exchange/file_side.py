"""The left of the merge desk: the files of this sitting, and what they brought in all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from equipinspect.app.merge_desk import Handed
from equipinspect.gui.exchange.file_row import FileRow
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import SectionHeader
from equipinspect.model.text import _

WIDTH = 352


class FileSide(QWidget):
    """One row a file; the chosen one says beneath why something of it waits."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.rows: list[FileRow] = []
        self.on_choose: Callable[[Handed], None] = lambda _handed: None
        self.setFixedWidth(look.px(WIDTH))
        ground(self, "base")
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.hint = Label(look, _("把各台电脑交来的 .eqx 文件一起拖进来。"), "text2").wrap()
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.reason = Notice(look)
        self._sums = QGridLayout()
        self._figures: dict[str, Label] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        area: QScrollArea = scrolled(self._list)
        column.addWidget(area, 1)
        column.addWidget(self.reason)
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QWidget()
        px = self._look.px
        column = QVBoxLayout(foot)
        column.setContentsMargins(px(16), px(4), px(16), px(12))
        column.addWidget(self.hint)
        column.addWidget(SectionHeader(self._look, _("本次合并")))
        column.addLayout(self._sums)
        self._sums.setHorizontalSpacing(px(16))
        self._sums.setVerticalSpacing(px(4))
        for i, (key, label) in enumerate(_labels().items()):
            row, place = divmod(i, 2)
            self._sums.addWidget(Label(self._look, label, "text2"), row, 2 * place)
            self._figures[key] = Label(self._look, "0")
            self._sums.addWidget(self._figures[key], row, 2 * place + 1)
        self._sums.setColumnStretch(3, 1)
        return foot

    def show_files(self, files: Sequence[Handed]) -> None:
        """Show the files of this sitting, the last read at the end."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = [FileRow(self._look, handed) for handed in files]
        for i, row in enumerate(self.rows):
            row.clicked.connect(lambda _on=False, row=row: self._choose(row))
            self._column.insertWidget(i, row)
        self.hint.setVisible(not files)
        self.reason.tell("")
        for key, label in self._figures.items():
            label.setText(f"{_sum(files, key):,}")

    def _choose(self, chosen: FileRow) -> None:
        for row in self.rows:
            row.setChecked(row is chosen)
        handed = chosen.handed
        said = "　".join([*([handed.reason] if handed.reason else []), *handed.merged.clocks])
        self.reason.tell(said)
        self.on_choose(handed)


def _labels() -> dict[str, str]:
    return {
        "created": _("新增"),
        "changed": _("更改"),
        "known": _("相同"),
        "conflicts": _("冲突"),
        "parked": _("等待"),
        "photos_missing": _("缺照片"),
    }


def _sum(files: Sequence[Handed], key: str) -> int:
    values = (getattr(handed.merged, key) for handed in files)
    return sum(len(v) if isinstance(v, list) else int(v) for v in values)
