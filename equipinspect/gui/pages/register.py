"""The register page: a tab per kind of record, its filtered list, and the record beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from equipinspect.app import lists
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.record.pane import RecordPane
from equipinspect.gui.register.actions import ListActions
from equipinspect.gui.register.filter_bar import FilterBar
from equipinspect.gui.register.filters import Filters, OwnFilters
from equipinspect.gui.register.footer import ListFooter
from equipinspect.gui.table.column_chooser import ColumnChooser
from equipinspect.gui.table.column_filter import ColumnFilter
from equipinspect.gui.table.columns import Layout
from equipinspect.gui.table.view import RecordTable
from equipinspect.gui.widgets.buttons import IconButton
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration
from equipinspect.model.text import _

PANE, NARROW = 376, 1200


class RegisterPage(QWidget):
    """台账: every declared record as list and form."""

    help = _(
        "上面选种类，按钮条筛选，点表头排序，表头右端的漏斗按列筛选。"
        "空格选中，Enter 或 F2 编辑，Ctrl+C 复制到表格软件，Ctrl+V 粘贴并先看改动。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._totals: dict[str, int] = {}
        self._wanted: int | None = None
        self._filters: dict[str, Filters] = {}
        self.setAcceptDrops(True)
        self.tabs = TabBar(desk.look, self.show_kind, gap=16)
        self.bar = FilterBar(desk.look, OwnFilters(desk.preferences), self._filtered)
        self.bar.ask_name = lambda: desk.messages.text(_("这个筛选叫什么？"))
        self.table = RecordTable(desk)
        self.footer = ListFooter(desk.look)
        self.pane = RecordPane(desk)
        self.empty = EmptyPage(desk.look)
        self.verbs = ListActions(desk, self.table, self.footer, lambda: self.declaration)
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
        self.columns.clicked.connect(self._choose_columns)
        self.importing.clicked.connect(lambda: self._desk.go("importing", kind=self.kind))
        self.new.clicked.connect(self.begin_new)

    def _lay_out(self) -> None:
        px = self._desk.look.px
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(12), 0, px(12), 0)
        tabs.addWidget(self.tabs)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.table, self.empty, rule(), self.footer):
            column.addWidget(part, 1 if part in (self.table, self.empty) else 0)
        self.empty.hide()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(left)
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
        self.table.current_changed.connect(self._show_record)
        self.table.chosen_changed.connect(lambda n: self.footer.tell(chosen=n))
        self.table.rows.counted.connect(self._counted)
        self.table.rows.dataChanged.connect(lambda *_: self._select_wanted())
        self.table.head.pressed_funnel.connect(self._filter_column)
        self.table.on_enter = self.pane.form.focus_first
        self.pane.on_saved = self._saved
        self._desk.jobs.changed.connect(self._reload)
        for keys, slot in (
            ("Ctrl+N", self.begin_new),
            ("Ctrl+PgDown", lambda: self.tabs.step(1)),
            ("Ctrl+PgUp", lambda: self.tabs.step(-1)),
            ("Ctrl+L", self.table.setFocus),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _start(self) -> None:
        kinds = tabs_of(self._desk)
        self.tabs.set_tabs({d.key: d.label for d in kinds})
        kept = str(self._desk.preferences.get("register.kind", ""))
        self.show_kind(kept if kept in self.tabs.tabs else kinds[0].key)
        self._count_all()

    # what is shown

    @property
    def kind(self) -> str:
        """The kind of record now listed."""
        return self.tabs.current()

    @property
    def declaration(self) -> Declaration:
        """Its declaration."""
        return self._desk.declarations.get(self.kind)

    def arrive(self, kind: str = "", number: int = 0, filters: Filters | None = None) -> None:
        """Come to a kind, to one record, or to a filtered list."""
        if filters is not None:
            self._filters[filters.kind] = filters
            self.show_kind(filters.kind)
        elif kind and kind != self.kind:
            self.show_kind(kind)
        if number:
            self.show_record(kind or self.kind, number)
        elif not self.pane.isAncestorOf(self.focusWidget() or self.table):
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
        self.verbs.show_for(self.declaration)
        self.table.rows.chosen.clear()
        self.pane.clear()
        self._filtered(self._filters.setdefault(kind, Filters(kind)))

    def _filtered(self, filters: Filters) -> None:
        self._filters[filters.kind] = filters
        layout = Layout(self.declaration, self._desk.preferences)
        self.bar.show_filters(self.declaration, filters)
        self.footer.tell(self.declaration.counter, self._totals.get(self.kind, 0), chosen=0)
        self.table.show_query(filters.query(*layout.sorting()), layout)
        self._desk.jobs.read(lists.saved_filters, self.kind).done.connect(self.bar.show_saved)

    def _counted(self, number: int) -> None:
        total = self._totals.get(self.kind, number)
        narrow = self.bar.filters.is_narrow()
        self.footer.tell(total=total if narrow else number, shown=number)
        self.table.setVisible(number > 0)
        self.empty.setVisible(number == 0)
        if number == 0:
            self._offer(narrow)
        elif self._wanted is None and not self.table.currentIndex().isValid():
            self.table.go_to(0)

    def _offer(self, narrow: bool) -> None:
        label = self.declaration.label
        if narrow:
            said = _("没有符合这些条件的{label}。").format(label=label)
            self.empty.tell(said, _("清除筛选"), lambda: self._filtered(Filters(self.kind)))
        else:
            said = _("还没有{label}。把台账表格拖到这里，或者：").format(label=label)
            self.empty.tell(said, _("导入 Excel"), self.importing.click)

    def _count_all(self) -> None:
        self._desk.jobs.read(lists.totals).done.connect(self._learn_totals)

    def _learn_totals(self, totals: dict[str, int]) -> None:
        self._totals = totals
        for key, tab in self.tabs.tabs.items():
            tab.tell(totals.get(key))
        self.tabs.arrange()
        self.footer.tell(total=totals.get(self.kind, 0))

    def _reload(self, _changed: Changed) -> None:
        self.table.rows.reload()
        self._count_all()
        self._desk.jobs.read(lists.saved_filters, self.kind).done.connect(self.bar.show_saved)

    # one record

    def show_record(self, kind: str, number: int) -> None:
        """Show a record beside its list and bring its row into view when it is in it."""
        if kind != self.kind:
            self.show_kind(kind)
        self._wanted = number
        self.pane.show_record(number)
        self._fold()
        job = self._desk.jobs.read(lists.place_of, self.table.rows.query, number)
        job.done.connect(self._go_to_place)

    def _go_to_place(self, place: int | None) -> None:
        if place is not None and place < self.table.rows.rowCount():
            self.table.go_to(place)
        self._select_wanted()

    def _select_wanted(self) -> None:
        if self._wanted is not None:
            place = self.table.rows.place_of(self._wanted)
            if place is not None:
                self.table.go_to(place)
                self._wanted = None
        elif self.pane.record is None and self.pane.declaration is None:
            self._show_record(self.table.current_id())

    def _show_record(self, number: int | None) -> None:
        shown = self.pane.record.id if self.pane.record else None
        if number is None or number == shown or self._wanted not in (None, number):
            return
        if self.pane.leave():
            self.pane.show_record(number)

    def _saved(self, number: int) -> None:
        self._wanted = number

    def begin_new(self) -> None:
        """Begin a new record of the listed kind."""
        if self.pane.leave():
            self.pane.begin_new(self.declaration)
            self._fold()

    # columns, dropping, folding

    def _choose_columns(self) -> None:
        if self.table.layout_kept is not None:
            popup = ColumnChooser(self._desk.look, self.table.layout_kept, self._refresh_columns)
            popup.open_under(self.columns)

    def _refresh_columns(self) -> None:
        self._filtered(self.bar.filters)

    def _filter_column(self, section: int) -> None:
        column = self.table.column_at(section)
        if column is None or not self.declaration.has(column.key):
            return
        popup = ColumnFilter(self._desk.look, self.declaration.field(column.key), self._narrow)
        left = self.table.head.sectionViewportPosition(section)
        popup.open_at(self.table.head.mapToGlobal(QPoint(left, self.table.head.height())))

    def _narrow(self, key: str, filters: list[lists.Filter]) -> None:
        self.bar.filters.narrow(key, filters)
        self._filtered(self.bar.filters)

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
        narrow = self.window().width() < self._desk.look.px(NARROW)
        busy = self.pane.unsaved() or self._wanted is not None or self.pane.record is None
        self.pane.setVisible(not narrow or bool(busy and self.pane.declaration))
        width = self._desk.look.px(PANE)
        self.split.setSizes([max(1, self.width() - width), width])

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("新增{label}").format(label=self.declaration.label), "Ctrl+N", self.begin_new)]


def tabs_of(desk: Desk) -> list[Declaration]:
    """Return the declarations that have a list of their own, in the order of their tabs."""
    bases = {c.record for c in desk.declarations.categories()}
    return [d for d in desk.declarations if d.category or not (d.hidden or d.key in bases)]


def make(desk: Desk, **_what: Any) -> RegisterPage:
    """Return the page."""
    return RegisterPage(desk)

