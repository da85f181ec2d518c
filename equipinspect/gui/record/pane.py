"""The pane of one record: reads it, lets a person change it, saves it, and shows its story."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from equipinspect.app import records
from equipinspect.app.records import Record
from equipinspect.gui.desk import Desk
from equipinspect.gui.jobs import Job
from equipinspect.gui.record import saving
from equipinspect.gui.record.head import RecordHead
from equipinspect.gui.record.save_bar import SaveBar
from equipinspect.gui.record.views import RecordViews
from equipinspect.gui.widgets.ground import ground
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.section_header import rule
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
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
        self.views = RecordViews(desk)
        self.form = self.views.form
        self.refusal = Notice(desk.look)
        self.bar = SaveBar(desk.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, self.views, self.refusal, rule(), self.bar):
            column.addWidget(part, 1 if part is self.views else 0)
        column.addStretch(0)
        self._connect()
        self.clear()

    def _connect(self) -> None:
        self.form.edited.connect(lambda n: self.bar.tell(n, self.record is None))
        self.bar.save.clicked.connect(self.save)
        self.bar.restore.clicked.connect(self.form.restore)
        for keys, slot in (
            ("Ctrl+S", self.save),
            ("Ctrl+Return", self.save_and_new),
            ("F8", self.views.photograph),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    # what is shown

    def clear(self) -> None:
        """Show nothing."""
        self.record = self.declaration = None
        for part in (self.head, self.views, self.bar):
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

    def begin_new(self, declaration: Declaration) -> None:
        """Show a blank form."""
        self.record, self.declaration = None, declaration
        self._uncover()
        self.head.show_new(declaration)
        self.views.show_new(declaration, {})
        self.bar.tell(0, new=True)

    def _uncover(self) -> None:
        self.refusal.tell("")
        for part in (self.head, self.views, self.bar):
            part.show()

    def _show(self, record: Record) -> None:
        self._reading = None
        self.record = record
        self.declaration = declaration = self._desk.declarations.get(record.kind)
        today = self._desk.now().date()
        self._uncover()
        self.head.show_record(record, declaration, today, self._enter_report)
        self.views.show_record(record, declaration, today)
        if self._field:
            self.views.reveal(self._field)

    def _lost(self, error: UserError) -> None:
        self.clear()
        self.refusal.tell(str(error))

    def _enter_report(self) -> None:
        streams = self.declaration.streams if self.declaration else ()
        main = next((s for s in streams if s.main), None)
        self.views.reveal(main.last if main else "")

    def follow(self, changed: Changed) -> None:
        """Read the record again when something else changed it; typed words stay as they are."""
        if self.record is None or self.unsaved():
            return
        if not changed.ids or self.record.id in changed.ids:
            self.show_record(self.record.id)

    # saving

    def is_entering(self) -> bool:
        """Say whether a new record is being entered."""
        return self.record is None and self.declaration is not None

    def unsaved(self) -> int:
        """Return how many fields were typed but not saved."""
        return self.form.changed_count() if self.declaration is not None else 0

    def leave(self) -> bool:
        """Ask what to do with unsaved words; say whether the person may go on."""
        changed = self.unsaved()
        if not changed:
            return True
        said = _("“{title}”改了 {n} 处，还没有保存。").format(
            title=self.head.title.text(), n=changed
        )
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
        if not (changes := self.form.changes()):
            return
        jobs = self._desk.jobs
        if self.record is None:
            job = jobs.run(saving.save_new, self.declaration.key, changes)
            job.done.connect(self._created)
        else:
            job = jobs.run(saving.save, self.record, changes)
            job.done.connect(self._saved)
        job.refused.connect(self._refused)
        job.crashed.connect(self._desk.messages.crash)
        self.bar.save.setEnabled(False)

    def _created(self, number: int) -> None:
        label = self.declaration.label if self.declaration else ""
        table = self.declaration.record if self.declaration else ""
        self._after(number, _("已新增{label}").format(label=label))
        self._desk.tell_written({table})

    def _saved(self, _changed: Changed) -> None:
        if self.record is not None:
            self._after(self.record.id, _("已保存 {title}").format(title=self.record.title))

    def _after(self, number: int, said: str) -> None:
        self.bar.saved(f"{self._desk.now():%H:%M}")
        self._desk.say(said, undo=True)
        again, self._again = self._again, False
        self.form.settle_saved()
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
