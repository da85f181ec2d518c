"""The register page: a tab per kind of record, its filtered list, and the record beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from equipinspect.app import lists
from equipinspect.app.lists import Query
from equipinspect.app.session import Session
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.record.pane import RecordPane
from equipinspect.gui.register.filter_bar import FilterBar
from equipinspect.gui.register.filters import Filters, OwnFilters
from equipinspect.gui.register.list_side import ListSide
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.text import _

PANE, NARROW, TIGHT, TABS = 376, 1200, 800, 39


class RegisterPage(QWidget):
    """台账: every declared record as list and form."""

    help = _(
        "上面选种类，按钮条筛选，点表头排序，表头右端的漏斗按列筛选。"
        "空格选中，Enter 或 F2 编辑，Ctrl+C 复制到表格软件，Ctrl+V 粘贴并先看改动。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._alone = self._opened = False
        self._totals: dict[str, int] = {}
        self._filters: dict[str, Filters] = {}
        self.setAcceptDrops(True)
        self.tabs = TabBar(desk.look, self.show_kind, gap=16, height=TABS)
        self.bar = FilterBar(desk.look, OwnFilters(desk.preferences), self.narrow)
        self.bar.ask_name = lambda: desk.messages.text(_("这个筛选叫什么？"))
        self.list = ListSide(desk, self.narrow)
        self.table = self.list.table
        self.pane = RecordPane(desk)
        self._add_buttons()
        self._lay_out()
        self._connect()
        self._start()

    def _add_buttons(self) -> None:
        look = self._desk.look
        self.columns = IconButton(look, _("列"), "columns", "")
        self.importing = IconButton(look, _("导入 Excel"), "import", "")
        self.new = IconButton(look, _("新增"), "plus", "primary")
        for each in (self.columns, self.importing, self.new):
            self.bar.row.addWidget(each)
        self.columns.clicked.connect(lambda: self.list.choose_columns(self.columns))
        self.importing.clicked.connect(lambda: self._desk.go("importing", kind=self.kind))
        self.new.clicked.connect(self.begin_new)

    def _lay_out(self) -> None:
        px = self._desk.look.px
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(12), 0, px(12), 0)
        tabs.addWidget(self.tabs)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.list)
        self.split.addWidget(self.pane)
        self.split.setStretchFactor(0, 1)
        self.split.setCollapsible(0, False)
        self.split.setHandleWidth(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(tabs)
        for part in (rule(), self.bar, rule(), self.split):
            whole.addWidget(part, 1 if part is self.split else 0)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._follow_row)
        self.table.on_enter = self.open_pane
        self.pane.on_saved = self.list.want
        self._desk.jobs.changed.connect(self._reload)
        for keys, slot in (
            ("Ctrl+N", self.begin_new),
            ("Ctrl+PgDown", lambda: self.tabs.step(1)),
            ("Ctrl+PgUp", lambda: self.tabs.step(-1)),
            ("Ctrl+L", self.table.setFocus),
            ("Esc", self.close_pane),
            ("Ctrl+Down", lambda: self.step(1)),
            ("Ctrl+Up", lambda: self.step(-1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _start(self) -> None:
        kinds = tabs_of(self._desk.declarations)
        self.tabs.set_tabs({d.key: d.label for d in kinds})
        kept = str(self._desk.preferences.get("register.kind", ""))
        self.show_kind(kept if kept in self.tabs.tabs else kinds[0].key)
        self._count_all()

    @property
    def kind(self) -> str:
        """The kind of record now listed."""
        return self.tabs.current()

    @property
    def declaration(self) -> Declaration:
        """Its declaration."""
        return self._desk.declarations.get(self.kind)

    # coming and going

    def arrive(self, **what: Any) -> None:
        """Come to a ``kind``, one record by ``number``, a list under ``filters``, or found by ``text``."""
        if (filters := what.get("filters")) is not None:
            self._filters[filters.kind] = filters
            self.show_kind(filters.kind)
        elif (kind := what.get("kind")) and kind != self.kind:
            self.show_kind(kind)
        if text := what.get("text"):
            self.bar.filters.text = text
            self.narrow(self.bar.filters)
        if "alone" in what:
            self._show_alone(bool(what["alone"]))
        if number := what.get("number"):
            self.pane.show_record(number, str(what.get("field", "")))
            self.list.want(number)
            self._opened = True
            self._fold()
        elif self.focusWidget() is None:
            self.table.setFocus()

    def leave(self) -> bool:
        """Say whether the page may be left."""
        return self.pane.leave()

    def show_kind(self, kind: str) -> None:
        """List another kind of record."""
        if not self.pane.leave():
            return
        self.tabs.choose(kind)
        self._desk.preferences.put("register.kind", kind)
        self.new.setText(_("新增{label}").format(label=self.declaration.label))
        self.pane.clear()
        self.narrow(self._filters.setdefault(kind, Filters(kind)))

    def narrow(self, filters: Filters) -> None:
        """List what these filters let through."""
        self._filters[filters.kind] = filters
        self.bar.show_filters(self.declaration, filters)
        self.list.show_filters(self.declaration, filters, self._totals.get(self.kind, 0))
        self._count_saved()

    def _reload(self, _changed: Changed) -> None:
        self.table.rows.reload()
        self._count_all()
        self._count_saved()

    def _count_saved(self) -> None:
        self._desk.jobs.read(lists.saved_filters, self.kind).done.connect(self.bar.show_saved)

    def _count_all(self) -> None:
        self._desk.jobs.read(totals).done.connect(self._learn_totals)

    def _learn_totals(self, totals: dict[str, int]) -> None:
        self._totals = totals
        for key, tab in self.tabs.tabs.items():
            tab.tell(totals.get(key))
        self.tabs.arrange()
        self.list.tell_total(totals.get(self.kind, 0))

    # one record

    def _follow_row(self, number: int | None) -> None:
        shown = self.pane.record.id if self.pane.record else None
        if number is not None and number != shown and self.pane.leave():
            self.pane.show_record(number)

    def step(self, by: int) -> None:
        """Go to the next record, or the one before."""
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.table.rows.rowCount():
            self.table.go_to(row)

    def begin_new(self) -> None:
        """Begin a new record of the listed kind."""
        if self.pane.leave():
            self._opened = True
            self._fold()
            self.pane.begin_new(self.declaration)

    def open_pane(self) -> None:
        """Go from the list into the record, which unfolds where it was folded."""
        self._opened = True
        self._fold()
        self.pane.form.focus_first()

    def close_pane(self) -> None:
        """Go back to the list; the pane folds again where there is no room."""
        if self.pane.leave():
            self._opened = False
            self._fold()
            self.table.setFocus()

    # dropping and folding

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import the dropped sheet into the listed kind."""
        urls = event.mimeData().urls()
        if urls and urls[0].isLocalFile():
            self._desk.go("importing", kind=self.kind, file=urls[0].toLocalFile())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the pane away where there is no room for it."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        if self._alone:
            return
        px = self._desk.look.px
        room = self.window().width()
        self.pane.setVisible(self._opened or room >= px(NARROW))
        self.list.setVisible(not self._opened or room >= px(TIGHT))
        width = px(PANE)
        self.split.setSizes([max(1, self.width() - width), width])

    def _show_alone(self, alone: bool) -> None:
        self._alone = alone
        for part in (self.tabs, self.bar, self.list):
            part.setVisible(not alone)
        self.pane.setVisible(True)
        self._fold()

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        verbs = self.list.verbs
        found = [
            Command(
                _("新增{label}").format(label=self.declaration.label), "Ctrl+N", self.begin_new
            ),
            Command(_("选择列"), "", lambda: self.list.choose_columns(self.columns)),
            Command(_("导出列表"), "", verbs.export),
            Command(_("批量修改"), "", verbs.bulk),
            Command(_("保存"), "Ctrl+S", self.pane.save),
        ]
        if (record := self.pane.record) is not None:
            remove = Command(_("删除这条记录"), "", lambda: verbs.remove(record.id))
            found += [Command(_("出具凭证"), "", verbs.issue), remove]
        return found


def tabs_of(declarations: Declarations) -> list[Declaration]:
    """Return the declarations that have a list of their own, in the order of their tabs."""
    listed = {d.key for d in lists.listed(declarations)}
    return [d for d in declarations if d.category or d.key in listed]


def totals(session: Session) -> dict[str, int]:
    """Return how many living rows each tab has."""
    found = lists.totals(session)
    keys = [d.key for d in tabs_of(session.declarations) if d.key not in found]
    return found | {key: lists.count(session, Query(key)) for key in keys}


def make(desk: Desk) -> RegisterPage:
    """Return the page."""
    return RegisterPage(desk)
