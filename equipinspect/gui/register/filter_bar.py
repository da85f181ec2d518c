"""The bar of chips above a list: saved filters with counts, conditions on columns, own filters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QWidget

from equipinspect.app.lists import Filter, Query, SavedFilter
from equipinspect.gui.look import Look
from equipinspect.gui.register.filters import Filters, OwnFilters
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.chip import Chip
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.overflow_row import OverflowRow
from equipinspect.model.declarations import Declaration
from equipinspect.model.text import _

HEIGHT = 47
OPS = {
    "contains": "含",
    "=": "为",
    ">=": "≥",
    "<=": "≤",
    "in": "为",
    "empty": "空白",
    "filled": "已填",
}
_ALWAYS = "in_use"


class FilterBar(QWidget):
    """Shows the filters of a list and tells when one is switched."""

    def __init__(self, look: Look, own: OwnFilters, changed: Callable[[Filters], None]) -> None:
        super().__init__()
        self._look, self._own, self._changed = look, own, changed
        self.filters = Filters("")
        self._declaration: Declaration | None = None
        self._saved: list[SavedFilter] = []
        self._own_counts: dict[str, int] = {}
        self.ask_name: Callable[[], str | None] = lambda: None
        ground(self, "base")
        self.setFixedHeight(look.px(HEIGHT))
        self._chips = OverflowRow(look, 8, HEIGHT)
        self._keep = IconButton(look, _("存为筛选"), "plus", "quiet")
        self._keep.clicked.connect(self._save)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        self.row.setSpacing(look.px(8))
        self.row.addWidget(self._chips, 1)
        self.row.addWidget(self._keep)

    def show_filters(self, declaration: Declaration, filters: Filters) -> None:
        """Show the filters of another list."""
        if declaration is not self._declaration:
            self._saved = []
        self._declaration, self.filters = declaration, filters
        self._fill()

    def show_saved(self, saved: list[SavedFilter]) -> None:
        """Show the saved filters with their counts."""
        self._saved = saved
        self._fill()

    def own_queries(self) -> dict[str, Query]:
        """Return what the person's own filters ask for, by name."""
        kind = self.filters.kind
        return {name: self._own.get(kind, name).query() for name in self._own.names(kind)}

    def show_own(self, counts: dict[str, int]) -> None:
        """Show how many rows the person's own filters hold."""
        self._own_counts = counts
        self._fill()

    def _fill(self) -> None:
        chips: list[QAbstractButton] = []
        for each in self._saved:
            if each.count or each.key == _ALWAYS or each.key in self.filters.states:
                chips.append(self._state_chip(each))
        if self.filters.text:
            chips.append(self._gone_chip("_text", f"“{self.filters.text}”", self._clear_text))
        if self.filters.picked:
            chips.append(self._gone_chip("_picked", self.filters.picked_words, self._clear_picked))
        for key, conditions in self.filters.columns.items():
            chips.append(self._column_chip(key, conditions))
        for name in self._own.names(self.filters.kind):
            chips.append(self._own_chip(name))
        self._keep.setVisible(self.filters.is_narrow())
        self._chips.fill(chips)

    def _state_chip(self, each: SavedFilter) -> Chip:
        chip = Chip(self._look, each.key, each.label, each.mark, each.count)
        chip.setChecked(each.key in self.filters.states)
        chip.clicked.connect(lambda: self._toggle(each.key))
        return chip

    def _column_chip(self, key: str, conditions: list[Filter]) -> Chip:
        assert self._declaration is not None
        field = self._declaration.field(key)
        words = [f"{_(OPS[c.op])} {self._value(key, c)}".strip() for c in conditions]
        text = f"{field.label} {' '.join(words)}"
        return self._gone_chip(key, text, lambda: self._narrow(key))

    def _value(self, key: str, condition: Filter) -> str:
        assert self._declaration is not None
        labels = self._declaration.field(key).labels | self.filters.titles
        parts = condition.value.removesuffix("-99").split("|")
        return "、".join(labels.get(p, p) for p in parts)

    def _gone_chip(self, key: str, text: str, gone: Callable[[], None]) -> Chip:
        chip = Chip(self._look, key, f"{text}　×")
        chip.setChecked(True)
        chip.setToolTip(_("点击取消这个条件"))
        chip.clicked.connect(gone)
        return chip

    def _own_chip(self, name: str) -> Chip:
        chip = Chip(self._look, f"own_{name}", name, count=self._own_counts.get(name))
        chip.setChecked(self._own.get(self.filters.kind, name).plain() == self.filters.plain())
        chip.clicked.connect(lambda: self._take(name))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(lambda at: self._offer_removal(chip, name))
        return chip

    def _toggle(self, state: str) -> None:
        self.filters.toggle(state)
        self._changed(self.filters)

    def _narrow(self, key: str) -> None:
        self.filters.narrow(key, [])
        self._changed(self.filters)

    def _clear_text(self) -> None:
        self.filters.text = ""
        self._changed(self.filters)

    def _clear_picked(self) -> None:
        self.filters.picked, self.filters.picked_words = (), ""
        self._changed(self.filters)

    def _take(self, name: str) -> None:
        kept = self._own.get(self.filters.kind, name)
        same = kept.plain() == self.filters.plain()
        self._changed(Filters(self.filters.kind) if same else kept)

    def _save(self) -> None:
        name = self.ask_name()
        if name:
            self._own.put(name, self.filters)
            self._fill()

    def _offer_removal(self, chip: Chip, name: str) -> None:
        menu = QMenu(chip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("删除这个筛选")).triggered.connect(lambda: self._forget(name))
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _forget(self, name: str) -> None:
        self._own.remove(self.filters.kind, name)
        self._fill()
