"""What can be done with a list and its chosen rows: bulk edit, certificate, export, paste."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from equipinspect.gui.desk import Desk
from equipinspect.gui.register.footer import ListFooter
from equipinspect.gui.table.view import RecordTable
from equipinspect.model.declarations import Declaration
from equipinspect.model.text import _


class ListActions:
    """The verbs in the foot of a list; each leads to its page or runs as a job."""

    def __init__(
        self,
        desk: Desk,
        table: RecordTable,
        footer: ListFooter,
        declaration: Callable[[], Declaration],
    ) -> None:
        self._desk, self._table, self._declaration = desk, table, declaration
        self._footer = footer
        self._issue = footer.add(_("出具凭证…"), "issue")
        self._issue.clicked.connect(self.issue)
        self._batch = footer.add(_("成批打印…"), "batch")
        self._batch.clicked.connect(self.print_job)
        self._bulk = footer.add(_("批量修改…"), "bulk")
        self._bulk.clicked.connect(self.bulk)
        footer.add(_("导出…"), "export").clicked.connect(self.export)
        table.on_paste = self.paste

    def show_for(self, declaration: Declaration) -> None:
        """Offer only what this kind of record can do."""
        for verb in (self._issue, self._batch):
            verb.setVisible(declaration.category)

    def only(self, words: str, run: Callable[[], None]) -> None:
        """Offer ``words`` in the place of what changes records (for lists of finished papers)."""
        for verb in (self._issue, self._batch, self._bulk):
            verb.setParent(None)
        self._footer.add(words, "only").clicked.connect(run)

    def _ids(self) -> list[int]:
        current = self._table.current_id()
        return sorted(self._table.rows.chosen) or ([current] if current else [])

    def issue(self) -> None:
        """Go to where a certificate for the current record is made."""
        ids = self._ids()
        if not ids:
            self._desk.say(_("先在列表里选一台设备，再出具凭证。"), warn=True)
            return
        self._desk.go("issue", number=ids[0])

    def print_job(self) -> None:
        """Go to where certificates are made for the chosen rows, or the whole list as filtered."""
        chosen = sorted(self._table.rows.chosen)
        self._desk.go("print_job", chosen=chosen or self._table.rows.query)

    def bulk(self) -> None:
        """Go to where one field of the chosen records is changed."""
        if not self._table.rows.chosen:
            self._desk.say(_("先用空格或方框选中要改的行，再批量修改。"), warn=True)
            return
        self._desk.go("bulk", kind=self._declaration().key, ids=self._ids())

    def export(self) -> None:
        """Go to where the list, as it is filtered and sorted, is written into a file."""
        self._desk.go("export", query=self._table.rows.query)

    def paste(self, row: int, column: int) -> None:
        """Go to where a pasted block is compared with what is there."""
        from equipinspect.app.pasting import Block  # noqa: PLC0415 - not needed to start

        text = QApplication.clipboard().text()
        if text.strip() and row >= 0:
            rows = self._table.rows
            block = Block(text, rows.query, rows.columns, row, max(0, column - 1))
            self._desk.go("paste", block=block)

    def remove(self, number: int) -> None:
        """Delete a record, with the reason the person gives."""
        from equipinspect.app import records  # noqa: PLC0415 - not needed to start

        reason = self._desk.messages.text(_("为什么删除？理由会留在历史里。"))
        if reason:
            job = self._desk.watched(self._desk.jobs.run(records.remove, number, reason))
            job.done.connect(lambda _changed: self._desk.say(_("已删除。"), undo=True))
