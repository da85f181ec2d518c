"""The pane of one record: reads it, lets a person change it, saves it, and shows its story."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import records
from equipinspect.app.records import Record
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.form import RecordForm
from equipinspect.gui.jobs import Job
from equipinspect.gui.record.due_view import DueView
from equipinspect.gui.record.head import RecordHead
from equipinspect.gui.record.history_view import HistoryView
from equipinspect.gui.record.save_bar import SaveBar
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.schedule import is_counted
from equipinspect.model.text import _


class RecordPane(QWidget):
    """Shows one record, or a new one being entered; asks before typed words would be lost."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.record: Record | None = None
        self.declaration: Declaration | None = None
        self.on_saved: Callable[[int], None] = lambda _number: None
        self._reading: Job | None = None
        self._again = False
        self._field = ""
        ground(self, "base")
        self.head = RecordHead(desk.look)
        self.tabs = TabBar(desk.look, self._show_tab, gap=16)
        self.form = RecordForm(desk)
        self.history = HistoryView(desk)
        self.dues = DueView(desk)
        self.refusal = Notice(desk.look)
        self.bar = SaveBar(desk.look)
        self.views = QStackedWidget()
        self._scrolls = [scrolled(v) for v in (self.form, self.history, self.dues)]
        self._lay_out()
        self._connect()
        self.clear()

    def _lay_out(self) -> None:
        self.tabs.set_tabs({"form": _("基本"), "history": _("历史"), "dues": _("期限")})
        for scroll in self._scrolls:
            self.views.addWidget(scroll)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(self._desk.look.px(12), 0, self._desk.look.px(12), 0)
        tabs.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(tabs)
        column.addWidget(rule())
        column.addWidget(self.views, 1)
        column.addWidget(self.refusal)
        column.addWidget(rule())
        column.addWidget(self.bar)
        self.tabs.choose("form")

    def _connect(self) -> None:
        self.form.on_reveal = lambda row: self._scrolls[0].ensureWidgetVisible(row, 0, 40)
        self.form.edited.connect(lambda n: self.bar.tell(n, self.record is None))
        self.bar.save.clicked.connect(self.save)
        self.bar.restore.clicked.connect(self.form.restore)
        for keys, slot in (("Ctrl+S", self.save), ("Ctrl+Return", self.save_and_new)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(slot)

    # what is shown

    def clear(self) -> None:
        """Show nothing."""
        self.record = None
        self.declaration = None
        for part in (self.head, self.tabs, self.views, self.bar):
            part.hide()
        self.refusal.tell("")

    def show_record(self, number: int, field: str = "") -> None:
        """Read a record and show it, with the cursor in ``field`` when one is named."""
        self._field = field
        if self._reading is not None:
            self._reading.drop()
        self._reading = self._desk.jobs.read(records.read, number)
        self._reading.done.connect(self._show)
        self._reading.refused.connect(self._lost)

    def begin_new(
        self, declaration: Declaration, values: Mapping[str, Value] | None = None
    ) -> None:
        """Show a blank form."""
        self.record, self.declaration = None, declaration
        self._uncover()
        self.head.show_new(declaration)
        self.tabs.choose("form")
        self.tabs.setVisible(False)
        self._show_tab("form")
        self.form.begin(declaration, values or {}, {})
        self.form.open_all()
        self.bar.tell(0, new=True)
        self.form.focus_first()

    def _uncover(self) -> None:
        self.refusal.tell("")
        for part in (self.head, self.tabs, self.views, self.bar):
            part.show()

    def _show(self, record: Record) -> None:
        self._reading = None
        self.record = record
        self.declaration = declaration = self._desk.declarations.get(record.kind)
        today = self._desk.now().date()
        self._uncover()
        self.head.show_record(record, declaration, today, self._enter_report)
        self.form.begin(declaration, record.values, record.titles)
        self.dues.show_dues(record.dues, today, is_counted(record.values))
        self.tabs.tabs["dues"].setVisible(declaration.category)
        self.tabs.tabs["dues"].tell(len(record.dues) or None)
        self._show_tab(self.tabs.current())
        if self._field:
            self.tabs.choose("form")
            self._show_tab("form")
            self.form.reveal(self._field)

    def _lost(self, error: UserError) -> None:
        self.clear()
        self.refusal.tell(str(error))

    def _show_tab(self, key: str) -> None:
        self.views.setCurrentIndex(list(self.tabs.tabs).index(key))
        if key == "history" and self.record is not None:
            job = self._desk.jobs.read(records.history_of, self.record.id)
            self._desk.watched(job).done.connect(self.history.show_events)

    def _enter_report(self) -> None:
        main = (
            next((s for s in self.declaration.streams if s.main), None)
            if self.declaration
            else None
        )
        self.tabs.choose("form")
        self._show_tab("form")
        self.form.reveal(main.last if main else "")

    # saving

    def unsaved(self) -> int:
        """Return how many fields were typed but not saved."""
        return self.form.changed_count() if self.bar.isVisibleTo(self) else 0

    def leave(self) -> bool:
        """Ask what to do with unsaved words; say whether the person may go on."""
        changed = self.unsaved()
        if not changed:
            return True
        title = self.record.title if self.record else self.head.title.text()
        said = _("“{title}”改了 {n} 处，还没有保存。").format(title=title, n=changed)
        if self._desk.messages.ask(said, _("回去保存"), _("放弃修改")):
            return False
        self.form.restore()
        return True

    def save_and_new(self) -> None:
        """Save, then begin another record of the same kind."""
        self._again = True
        self.save()

    def save(self) -> None:
        """Check the form and save what differs."""
        self.refusal.tell("")
        if self.declaration is None or not self.form.check():
            self._again = False
            return
        changes = self.form.changes()
        if not changes:
            return
        jobs = self._desk.jobs
        if self.record is None:
            job = jobs.run(records.save_new, self.declaration.key, changes)
            job.done.connect(self._created)
        else:
            job = jobs.run(records.save, self.record, changes)
            job.done.connect(self._saved)
        job.refused.connect(self._refused)
        job.crashed.connect(self._desk.messages.crash)
        self.bar.save.setEnabled(False)

    def _created(self, number: int) -> None:
        self._after(number, _("已新增 {title}").format(title=self._title_typed()))
        self._desk.tell_written({self.declaration.record if self.declaration else ""})

    def _title_typed(self) -> str:
        return self.declaration.label if self.declaration else ""

    def _saved(self, _changed: Changed) -> None:
        if self.record is not None:
            self._after(self.record.id, _("已保存 {title}").format(title=self.record.title))

    def _after(self, number: int, said: str) -> None:
        self.bar.saved(f"{self._desk.now():%H:%M}")
        self._desk.say(said, undo=True)
        again, self._again = self._again, False
        if again and self.declaration is not None:
            self.begin_new(self.declaration)
        else:
            self.show_record(number)
            self.on_saved(number)

    def _refused(self, error: UserError) -> None:
        self._again = False
        self.bar.tell(self.form.changed_count(), self.record is None)
        self.form.refuse(error.problems)
        self.refusal.tell(str(error))
