"""The register page: a tab per kind of record, its filtered list, and the record beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.register.filters import Filters
from equipinspect.gui.register.head import RegisterHead
from equipinspect.gui.register.list_side import ListSide
from equipinspect.gui.register.record_side import RecordSide
from equipinspect.gui.widgets.dropping import FileDrop
from equipinspect.model.changes import Changed
from equipinspect.model.text import _

if TYPE_CHECKING:
    from equipinspect.app.records import Record
    from equipinspect.gui.record.pane import RecordPane

PANE, NARROW, TIGHT = 376, 1200, 800


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
        self._filters: dict[str, Filters] = {}
        self.head = RegisterHead(desk, self.show_kind, self.narrow)
        self.list = ListSide(desk, self.narrow)
        self.table = self.list.table
        self.beside = RecordSide(desk, self.table, self.list.want)
        FileDrop(self, lambda file: desk.go("importing", kind=self.head.kind, file=file))
        self._lay_out()
        self._connect()
        self.show_kind(self.head.first_kind())

    def _lay_out(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.list)
        self.split.addWidget(self.beside)
        self.split.setStretchFactor(0, 1)
        self.split.setCollapsible(0, False)
        self.split.setHandleWidth(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self.split, 1)

    def _connect(self) -> None:
        self.table.on_enter = self.open_pane
        self.head.on_total = self.list.tell_total
        self.head.columns.clicked.connect(self._choose_columns)
        self.head.new.clicked.connect(self.begin_new)
        self._desk.jobs.changed.connect(self._reload)
        for keys, slot in (
            ("Ctrl+N", self.begin_new),
            ("Ctrl+PgDown", lambda: self.head.tabs.step(1)),
            ("Ctrl+PgUp", lambda: self.head.tabs.step(-1)),
            ("Ctrl+L", self.table.setFocus),
            ("Esc", self.close_pane),
            ("Ctrl+Down", lambda: self.step(1)),
            ("Ctrl+Up", lambda: self.step(-1)),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    @property
    def pane(self) -> RecordPane:
        """The record beside the list."""
        return self.beside.pane

    # coming and going

    def arrive(self, **what: Any) -> None:
        """Come to a ``kind``, one ``number``, a list under ``filters``, or found by ``text``."""
        if (filters := what.get("filters")) is not None:
            self._filters[filters.kind] = filters
            self.show_kind(filters.kind)
        elif (kind := what.get("kind")) and kind != self.head.kind:
            self.show_kind(kind)
        if text := what.get("text"):
            self.head.bar.filters.text = text
            self.narrow(self.head.bar.filters)
        if "alone" in what:
            self._show_alone(bool(what["alone"]))
        if number := what.get("number"):
            self.pane.show_record(number, str(what.get("field", "")))
            self.list.want(number)
            self._unfold()
        elif self.focusWidget() is None:
            self.table.setFocus()

    def leave(self) -> bool:
        """Say whether the page may be left."""
        return self.beside.leave()

    def show_kind(self, kind: str) -> None:
        """List another kind of record."""
        if not self.leave():
            self.head.tabs.choose(self.list.kind.key)
            return
        self.head.show_kind(kind)
        self.beside.clear()
        self.narrow(self._filters.setdefault(kind, Filters(kind)))

    def narrow(self, filters: Filters) -> None:
        """List what these filters let through."""
        self._filters[filters.kind] = filters
        self.head.show_filters(filters)
        total = self.head.totals.get(filters.kind, 0)
        self.list.show_filters(self.head.declaration, filters, total)
        if self.head.totals:
            self.head.count_saved()
        else:  # the first rows come first
            self.table.rows.counted.connect(self._count, Qt.ConnectionType.SingleShotConnection)

    def _count(self, _number: int) -> None:
        self.head.count_all()
        self.head.count_saved()

    def _reload(self, changed: Changed) -> None:
        self.beside.follow(changed)
        self.table.rows.reload()
        self.head.count_all()
        self.head.count_saved()

    # one record

    def step(self, by: int) -> None:
        """Go to the next record, or the one before."""
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.table.rows.rowCount():
            self.table.go_to(row)

    def begin_new(self) -> None:
        """Begin a new record of the listed kind."""
        if self.pane.leave():
            self._unfold()
            self.pane.begin_new(self.head.declaration)

    def open_pane(self) -> None:
        """Go from the list into the record, which unfolds where it was folded."""
        self._unfold()
        self.pane.form.focus_first()

    def close_pane(self) -> None:
        """Go back to the list; the pane folds again where there is no room."""
        if self.pane.leave():
            self._opened = False
            self._fold()
            self.table.setFocus()

    # room

    def _choose_columns(self) -> None:
        self.list.choose_columns(self.head.columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the pane away where there is no room for it."""
        super().resizeEvent(event)
        self._fold()

    def _unfold(self) -> None:
        self._opened = True
        self._fold()

    def _fold(self) -> None:
        if self._alone:
            return
        px, room = self._desk.look.px, self.window().width()
        self.beside.setVisible(self._opened or room >= px(NARROW))
        self.list.setVisible(not self._opened or room >= px(TIGHT))
        self.split.setSizes([max(1, self.width() - px(PANE)), px(PANE)])

    def _show_alone(self, alone: bool) -> None:
        self._alone = alone
        self.head.setVisible(not alone)
        self.list.setVisible(not alone)
        self.beside.setVisible(True)
        self._fold()

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        verbs, label = self.list.verbs, self.head.declaration.label
        found = [
            Command(_("新增{label}").format(label=label), "Ctrl+N", self.begin_new),
            Command(_("保存"), "Ctrl+S", self.beside.save),
            Command(_("下一条记录"), "Ctrl+↓", lambda: self.step(1)),
            Command(_("上一条记录"), "Ctrl+↑", lambda: self.step(-1)),
            Command(_("选择列"), "", self._choose_columns),
            Command(_("批量修改"), "", verbs.bulk),
            Command(_("导出列表"), "", verbs.export),
        ]
        if (record := self.beside.record) is not None:
            remove = Command(_("删除这条记录"), "", lambda: verbs.remove(record.id))
            unit = (record.id, record.title) if record.kind == "unit" else _user_of(record)
            check = Command(_("检查这家单位"), "", lambda: self._desk.go("checks", unit=unit))
            found += [Command(_("出具凭证"), "", verbs.issue), check, remove]
        return found


def _user_of(record: Record) -> tuple[int, str] | None:
    """Return the unit that uses a device, with its name; None when none is written."""
    unit = record.values.get("user_unit")
    return (unit, record.titles.get("user_unit", "")) if isinstance(unit, int) else None


def make(desk: Desk) -> RegisterPage:
    """Return the page."""
    return RegisterPage(desk)
