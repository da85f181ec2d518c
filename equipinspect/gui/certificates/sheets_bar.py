"""Under the preview: where the printing of a job stands, go on from a sheet, book spoiled sheets."""

from __future__ import annotations

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from equipinspect.app.print_jobs import Job
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import IconButton, button
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.label import Label
from equipinspect.model.text import _

NARROW = 64
MOST = 999_999


def reasons() -> tuple[str, ...]:
    """Return the usual reasons why a sheet is spoiled."""
    return (_("卡纸"), _("缺墨"), _("打偏"), _("标签破损"), _("贴坏"))


class SheetsBar(QWidget):
    """Shown once a job has its numbers."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        ground(self, "base")
        px = look.px
        self.state = Label(look, "", step="list", medium=True).elide()
        self.figures = Label(look, "", "text2")
        self.first, self.bad_first, self.bad_last = (QLineEdit() for _each in range(3))
        for line, name in (
            (self.first, _("从第几张印起")),
            (self.bad_first, _("废纸从第几张")),
            (self.bad_last, _("废纸到第几张")),
        ):
            line.setValidator(QIntValidator(1, MOST, line))
            line.setAccessibleName(name)
            line.setFixedWidth(px(NARROW))
        self.why = ChoiceBox(look, typing=True)
        self.why.setMinimumWidth(px(96))
        self.why.setAccessibleName(_("废纸的原因"))
        for words in reasons():
            self.why.addItem(words)
        self.spoil = button(_("登记废纸"))
        self.spoil.setObjectName("spoil")
        self.go_on = IconButton(look, _("接着印"), "print", "primary")
        self.go_on.setObjectName("go_on")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(10), px(16), px(12))
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.addWidget(self.state, 1)
        head.addWidget(self.figures)
        column.addLayout(head)
        bad = (Label(look, _("第"), "text2"), self.bad_first, Label(look, _("至"), "text2"),
               self.bad_last, Label(look, _("张印坏，原因"), "text2"), self.why)  # fmt: skip
        column.addLayout(_row(bad, (self.spoil,)))
        on = (Label(look, _("从第"), "text2"), self.first, Label(look, _("张"), "text2"))
        column.addLayout(_row(on, (self.go_on,)))
        self.hide()

    def show_job(self, job: Job) -> None:
        """Say where the printing stands, and offer the first sheet that was not printed."""
        left = max(0, job.count - job.printed)
        done = _("停在第 {n:,} 张之后").format(n=job.printed) if left else _("全部印过一遍")
        self.state.setText(done if job.printed else _("编号已签发，还没有打印"))
        said = _("已印 {printed:,}　废纸 {spoiled:,}　作废 {void:,}　待印 {left:,}")
        self.figures.setText(
            said.format(printed=job.printed, spoiled=job.spoiled, void=job.void, left=left)
        )
        self.first.setText(str(job.printed + 1 if left else 1))
        self.show()


def _row(left: tuple[QWidget, ...], right: tuple[QWidget, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    for part in left:
        row.addWidget(part)
    row.addStretch(1)
    for part in right:
        row.addWidget(part)
    return row
