"""The bar at the foot: office, person, file, last backup, and that the data is a demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from equipinspect.gui.desk import Desk
from equipinspect.gui.widgets.label import Label
from equipinspect.gui.widgets.section_header import upright_rule
from equipinspect.gui.wording import moment_near
from equipinspect.model.text import _

HEIGHT = 27


class StatusBar(QWidget):
    """Facts about where the person works."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setFixedHeight(desk.look.px(HEIGHT))
        self._row = QHBoxLayout(self)
        px = desk.look.px
        self._row.setContentsMargins(px(16), px(6), px(16), px(6))
        self._row.setSpacing(px(14))

    def tell(self, info: dict[str, Any]) -> None:
        """Show the facts of an opened register."""
        while item := self._row.takeAt(0):
            if (old := item.widget()) is not None:
                old.setParent(None)
                old.deleteLater()
        look = self._desk.look
        for place, fact in enumerate(self._facts(info)):
            if place:
                self._row.addWidget(upright_rule())
            label = Label(look, fact, "text2", "small")
            label.setToolTip(str(info.get("path", "")))
            self._row.addWidget(label)
        self._row.addStretch(1)
        if info.get("demo"):
            self._row.addWidget(Label(look, _("演示数据"), "text", "small", True))
            self._row.addWidget(upright_rule())
        self._row.addWidget(Label(look, _("离线可用"), "text2", "small"))

    def _facts(self, info: dict[str, Any]) -> list[str]:
        backup = moment_near(str(info.get("last_backup", "")), self._desk.now())
        facts = [
            str(info.get("office", "")),
            str(info.get("person", "")),
            Path(str(info.get("path", ""))).name,
            _("备份 {when}").format(when=backup) if backup else _("还没有备份"),
        ]
        return [f for f in facts if f]
