"""One of the values of a conflict: its digit, the value, who said it, when, where and why."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from equipinspect.app.conflicts import Said
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.fact_row import FactRow
from equipinspect.gui.widgets.ground import framed
from equipinspect.gui.widgets.key_cap import KeyCap
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.text import _

LABEL = 56


class SideCard(QWidget):
    """Stands beside the other values, of equal weight, none preselected."""

    def __init__(self, look: Look, digit: int, said: Said, moment: str) -> None:
        super().__init__()
        framed(self)
        px = look.px
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.value = Label(look, said.words, step="title").wrap()
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(KeyCap(look, str(digit)))
        head.addWidget(self.value, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addWidget(rule())
        for label, value in (
            (_("谁"), said.person),
            (_("何时"), moment),
            (_("电脑"), said.device),
            (_("理由"), said.reason or _("（没有写）")),
        ):
            column.addWidget(FactRow(look, label, value, LABEL))
        column.addStretch(1)
        self.setAccessibleName(f"{digit} {said.words} {said.person} {moment}")
