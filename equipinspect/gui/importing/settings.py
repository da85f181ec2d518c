"""What a person says about a sheet: which kind of record it lists, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from equipinspect.app import lists
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.choice_box import ChoiceBox
from equipinspect.gui.widgets.label import Label
from equipinspect.model.declarations import Declarations
from equipinspect.model.text import _

SOURCES = ("特检院", "国家平台", "维保单位", "现场")


class SheetSettings(QWidget):
    """Two boxes; ``changed`` hears when one of them changes."""

    def __init__(self, look: Look, known: Declarations, changed: Callable[[], None]) -> None:
        super().__init__()
        self._kind = ChoiceBox(look)
        self._kind.setObjectName("kind")
        self._kind.setAccessibleName(_("导入到哪一本台账"))
        listed = {d.key for d in lists.listed(known)}
        for each in known:
            if each.category or each.key in listed:
                self._kind.addItem(each.label, each.key)
        self._source = ChoiceBox(look, typing=True)
        self._source.setObjectName("source")
        self._source.setAccessibleName(_("表格从哪里来"))
        self._source.addItems(["", *(_(s) for s in SOURCES)])
        px = look.px
        grid = QGridLayout(self)
        grid.setContentsMargins(px(16), px(12), px(16), px(8))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        for row, (words, box) in enumerate(((_("台账"), self._kind), (_("来源"), self._source))):
            grid.addWidget(Label(look, words, "text2"), row, 0)
            grid.addWidget(box, row, 1)
        grid.setColumnStretch(1, 1)
        self._kind.activated.connect(lambda _row: changed())

    def kind(self) -> str:
        """Return the key of the kind of record."""
        return str(self._kind.currentData())

    def choose(self, kind: str) -> None:
        """Set the kind without telling anybody."""
        self._kind.setCurrentIndex(max(0, self._kind.findData(kind)))

    def source(self) -> str:
        """Return where the sheet comes from, as typed or picked."""
        return self._source.currentText().strip()

    def tell_source(self, source: str) -> None:
        """Show the source a remembered mapping names, unless one was typed."""
        if source and not self.source():
            self._source.setEditText(source)
