"""The left side of the register page: the list, what stands there when it is empty, and its foot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app import lists
from equipinspect.app.lists import Filter
from equipinspect.gui.desk import Desk
from equipinspect.gui.register.actions import ListActions
from equipinspect.gui.register.filters import Filters
from equipinspect.gui.register.footer import ListFooter
from equipinspect.gui.table.columns import Layout
from equipinspect.gui.table.header import HEIGHT
from equipinspect.gui.table.row_painter import ROW
from equipinspect.gui.table.view import RecordTable
from equipinspect.gui.widgets.empty import EmptyPage
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.declarations import Declaration
from equipinspect.model.issued import ISSUED
from equipinspect.model.text import _


class ListSide(QWidget):
    """Shows the rows of one kind under its filters; ``narrowed`` hears of other filters."""

    def __init__(self, desk: Desk, narrowed: Callable[[Filters], None]) -> None:
        super().__init__()
        self._desk, self._narrowed = desk, narrowed
        self.declaration: Declaration | None = None
        self.filters = Filters("")
        self._total = 0
        self._wanted: int | None = None
        ground(self, "base")
        self.table = RecordTable(desk)
        self.footer = ListFooter(desk.look)
        self.empty = EmptyPage(desk.look)
        self.verbs = ListActions(desk, self.table, self.footer, lambda: self.kind)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in (self.table, self.empty):
            self._column.addWidget(part, 1)
        self._slack = QWidget()
        self._column.addWidget(self._slack)
        self._column.addWidget(rule())
        self._column.addWidget(self.footer)
        self.empty.hide()
        self.table.chosen_changed.connect(lambda n: self.footer.tell(chosen=n))
        self.table.rows.counted.connect(self._counted)
        self.table.rows.dataChanged.connect(lambda *_: self._find_wanted())
        self.table.horizontalScrollBar().rangeChanged.connect(lambda *_: self._fit())
        self.table.head.pressed_funnel.connect(self._filter_column)

    @property
    def kind(self) -> Declaration:
        """The declaration of what is listed."""
        assert self.declaration is not None
        return self.declaration

    def show_filters(self, declaration: Declaration, filters: Filters, total: int) -> None:
        """List a kind of record under these filters; ``total`` is how many there are without."""
        if declaration is not self.declaration:
            self.table.rows.chosen.clear()
        self.declaration, self.filters, self._total = declaration, filters, total
        layout = Layout(declaration, self._desk.preferences)
        chosen = len(self.table.rows.chosen)
        self.footer.tell(declaration.counter, total, chosen=chosen)
        self.verbs.show_for(declaration)
        self.table.show_query(filters.query(*layout.sorting()), layout)

    def tell_total(self, total: int) -> None:
        """Learn how many there are without filters."""
        self._total = total
        self.footer.tell(total=total)

    def _counted(self, number: int) -> None:
        narrow = self.filters.is_narrow()
        self.footer.tell(total=self._total if narrow else number, shown=number)
        self.table.setVisible(number > 0)
        self.empty.setVisible(number == 0)
        if number == 0:
            self._offer(narrow)
        elif self._wanted is None and not self.table.currentIndex().isValid():
            self.table.go_to(0)

    def _offer(self, narrow: bool) -> None:
        kind, go = self.kind, self._desk.go
        if narrow:
            said = _("没有符合这些条件的{label}。").format(label=kind.label)
            self.empty.tell(said, _("清除筛选"), lambda: self._narrowed(Filters(kind.key)))
        elif kind.key in ISSUED:
            said = _("还没有{label}；它在检查、办理和出具凭证时生成。").format(label=kind.label)
            self.empty.tell(said, _("去台账选设备"), lambda: go("register"))
        else:
            said = _("还没有{label}。把台账表格拖到这里，或者：").format(label=kind.label)
            self.empty.tell(said, _("导入 Excel"), lambda: go("importing", kind=kind.key))

    # one row

    def want(self, number: int) -> None:
        """Bring a record's row into view, when it is in the list."""
        self._wanted = number
        job = self._desk.jobs.read(lists.place_of, self.table.rows.query, number)
        job.done.connect(self._go_to_place)

    def _go_to_place(self, place: int | None) -> None:
        if place is None:
            self._wanted = None
        elif place < self.table.rows.rowCount():
            self.table.go_to(place)
            self.table.scrollTo(self.table.currentIndex())
        self._find_wanted()

    def _find_wanted(self) -> None:
        if (
            self._wanted is not None
            and (place := self.table.rows.place_of(self._wanted)) is not None
        ):
            self._wanted = None
            self.table.go_to(place)
        self.table.tell_arrived()

    # columns

    def choose_columns(self, anchor: QWidget) -> None:
        """Offer the columns in a popup under ``anchor``."""
        from equipinspect.gui.table.column_chooser import ColumnChooser  # noqa: PLC0415 - not needed to start

        if self.table.layout_kept is not None:
            popup = ColumnChooser(
                self._desk.look, self.table.layout_kept, lambda: self._narrowed(self.filters)
            )
            popup.open_under(anchor)

    def _filter_column(self, section: int) -> None:
        from equipinspect.gui.table.column_filter import ColumnFilter  # noqa: PLC0415 - not needed to start

        column = self.table.column_at(section)
        if column is None or not self.kind.has(column.key):
            return
        popup = ColumnFilter(self._desk, self.kind.field(column.key), self._narrow)
        left = self.table.head.sectionViewportPosition(section)
        popup.open_at(self.table.head.mapToGlobal(QPoint(left, self.table.head.height())))

    def _narrow(self, key: str, filters: list[Filter], title: str) -> None:
        self.filters.titles |= {f.value: title for f in filters if self.kind.field(key).refers}
        self.filters.narrow(key, filters)
        self._narrowed(self.filters)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the rows anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave no half row at the foot of the list."""
        look, bar = self._desk.look, self.table.horizontalScrollBar()
        across = bar.sizeHint().height() if bar.maximum() > 0 else 0
        room = self.height() - self.footer.minimumHeight() - 1 - look.px(HEIGHT) - across
        slack = max(0, room) % look.px(ROW)
        self._slack.setFixedHeight(slack)
