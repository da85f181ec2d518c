"""The tabs of the record pane: the form, the history, the due dates, the photos."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import histories
from equipinspect.app.records import Record
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.form import RecordForm
from equipinspect.gui.record.due_view import DueView
from equipinspect.gui.record.history_view import HistoryView
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value
from equipinspect.model.schedule import is_counted
from equipinspect.model.text import _

MARGIN = 40
PHOTOS = "equipinspect.gui.record.photos_view"


class RecordViews(QWidget):
    """Shows one record from several sides; what is not the form is read when it is looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._record: Record | None = None
        self.form = RecordForm(desk)
        self.history = HistoryView(desk)
        self.dues = DueView(desk)
        self._photos: Any = None
        self.tabs = TabBar(desk.look, self.show_tab, gap=16)
        self.tabs.set_tabs(
            {"form": _("基本"), "history": _("历史"), "dues": _("期限"), "photos": _("照片")}
        )
        self.stack = QStackedWidget()
        self._scrolls = [scrolled(v) for v in (self.form, self.history, self.dues)]
        for scroll in self._scrolls:
            self.stack.addWidget(scroll)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(desk.look.px(12), 0, desk.look.px(12), 0)
        tabs.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(tabs)
        column.addWidget(rule())
        column.addWidget(self.stack, 1)
        self.tabs.choose("form")
        self.form.on_reveal = self.form.keys.on_reach = self._bring

    def show_record(self, record: Record, declaration: Declaration, today: date) -> None:
        """Show a record in the tab that is open."""
        self._record = record
        self.tabs.show()
        self.form.begin(declaration, record.values, record.titles)
        self.dues.show_dues(record.dues, today, is_counted(record.values))
        self.tabs.tabs["dues"].tell(len(record.dues) or None)
        self.show_tab(self.tabs.current())

    def show_new(self, declaration: Declaration, values: Mapping[str, Value]) -> None:
        """Show a blank form alone."""
        self._record = None
        self.show_tab("form")
        self.tabs.hide()
        self.form.begin(declaration, values, {})
        self.form.open_all()
        self.form.focus_first()

    def show_tab(self, key: str) -> None:
        """Show one side of the record."""
        self.tabs.choose(key)
        if key == "photos" and self._record is not None:
            self.photos.show_of(self._record.id)
        self.stack.setCurrentIndex(list(self.tabs.tabs).index(key))
        if self._record is None:
            return
        if key == "history":
            job = self._desk.jobs.read(histories.of_record, self._record.id)
            self._desk.watched(job).done.connect(self.history.show_events)

    @property
    def photos(self) -> Any:
        """The photos, whose readers are only imported when somebody looks."""
        if self._photos is None:
            self._photos = import_module(PHOTOS).PhotosView(self._desk)
            self.stack.addWidget(scrolled(self._photos))
        return self._photos

    def _bring(self, widget: QWidget) -> None:
        self._scrolls[0].ensureWidgetVisible(widget, 0, MARGIN)

    def reveal(self, key: str) -> None:
        """Bring a field of the form into view, with the cursor in it."""
        self.show_tab("form")
        self.form.reveal(key)

    def photograph(self) -> None:
        """Add a photo to the record that is shown."""
        if self._record is not None:
            self.show_tab("photos")
            self.photos.choose()
