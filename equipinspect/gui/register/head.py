"""The head of the register page: a tab for every kind, the chips, and the verbs; with true counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from equipinspect.app import lists
from equipinspect.app.lists import Query
from equipinspect.app.session import Session
from equipinspect.gui.desk import Desk
from equipinspect.gui.register.filter_bar import FilterBar
from equipinspect.gui.register.filters import Filters, OwnFilters
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.text import _

TABS = 39


def tabs_of(declarations: Declarations) -> list[Declaration]:
    """Return the declarations that have a list of their own, in the order of their tabs."""
    listed = {d.key for d in lists.listed(declarations)}
    return [d for d in declarations if d.category or d.key in listed]


def totals(session: Session) -> dict[str, int]:
    """Return how many living rows each tab has."""
    found = lists.totals(session)
    keys = [d.key for d in tabs_of(session.declarations) if d.key not in found]
    return found | {key: lists.count(session, Query(key)) for key in keys}


def counted(session: Session, queries: dict[str, Query]) -> dict[str, int]:
    """Return how many rows each of some queries has."""
    return {name: lists.count(session, query) for name, query in queries.items()}


class RegisterHead(QWidget):
    """Tells which kind is picked (``chosen``) and how the list is narrowed (``narrowed``)."""

    def __init__(
        self, desk: Desk, chosen: Callable[[str], None], narrowed: Callable[[Filters], None]
    ) -> None:
        super().__init__()
        self._desk = desk
        self.totals: dict[str, int] = {}
        self.on_total: Callable[[int], None] = lambda _number: None
        self.tabs = TabBar(desk.look, chosen, gap=16, height=TABS)
        self.tabs.set_tabs({d.key: d.label for d in tabs_of(desk.declarations)})
        self.bar = FilterBar(desk.look, OwnFilters(desk.preferences), narrowed)
        self.bar.ask_name = lambda: desk.messages.text(_("这个筛选叫什么？"))
        self.columns = IconButton(desk.look, _("列"), "columns", "")
        self.importing = IconButton(desk.look, _("导入 Excel"), "import", "")
        self.new = IconButton(desk.look, _("新增"), "plus", "primary")
        for each in (self.columns, self.importing, self.new):
            self.bar.row.addWidget(each)
        self.importing.clicked.connect(lambda: desk.go("importing", kind=self.kind))
        self._lay_out()

    def _lay_out(self) -> None:
        px = self._desk.look.px
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(12), 0, px(12), 0)
        tabs.addWidget(self.tabs)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(tabs)
        for part in (rule(), self.bar, rule()):
            whole.addWidget(part)

    @property
    def kind(self) -> str:
        """The kind of record that is picked."""
        return self.tabs.current()

    @property
    def declaration(self) -> Declaration:
        """Its declaration."""
        return self._desk.declarations.get(self.kind)

    def show_kind(self, kind: str) -> None:
        """Mark a kind as picked, and remember it."""
        self.tabs.choose(kind)
        self._desk.preferences.put("register.kind", kind)
        self.new.setText(_("新增{label}").format(label=self.declaration.label))

    def first_kind(self) -> str:
        """Return the kind this person looked at last, else the first."""
        kept = str(self._desk.preferences.get("register.kind", ""))
        return kept if kept in self.tabs.tabs else next(iter(self.tabs.tabs))

    def show_filters(self, filters: Filters) -> None:
        """Show how the list is narrowed, and count the saved filters."""
        self.bar.show_filters(self.declaration, filters)

    def count_saved(self) -> None:
        """Count the saved filters of this kind."""
        jobs = self._desk.jobs
        jobs.read(lists.saved_filters, self.kind).done.connect(self.bar.show_saved)
        if own := self.bar.own_queries():
            jobs.read(counted, own).done.connect(self.bar.show_own)

    def count_all(self) -> None:
        """Count every kind."""
        self._desk.jobs.read(totals).done.connect(self._learn)

    def _learn(self, found: dict[str, int]) -> None:
        self.totals = found
        for key, tab in self.tabs.tabs.items():
            tab.tell(found.get(key))
        self.tabs.arrange()
        self.on_total(found.get(self.kind, 0))
