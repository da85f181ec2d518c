"""A running task: what is being done, how many of how many, and a way to stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from equipinspect.gui.jobs import Job
from equipinspect.gui.look import Look
from equipinspect.gui.widgets.buttons import button
from equipinspect.gui.widgets.label import Label
from equipinspect.model.text import _


class ProgressRow(QWidget):
    """Follows one long job; hidden while none runs."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._job: Job | None = None
        self.words = Label(look, "", step="list", medium=True)
        self.counts = Label(look, "", "text2")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = button(_("停止"))
        self.stop.setObjectName("stop")
        self.stop.clicked.connect(self._cancel)
        head = QHBoxLayout()
        head.addWidget(self.words, 1)
        head.addWidget(self.counts)
        head.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addLayout(head)
        column.addWidget(self.bar)
        self.hide()

    def follow(self, job: Job, words: str) -> None:
        """Show the progress of ``job`` until it ends."""
        self._job = job
        self.words.setText(words)
        self.counts.setText("")
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        job.progress.connect(self._advance)
        for end in (job.done, job.refused, job.crashed):
            end.connect(self._end)
        self.show()

    def _advance(self, what: str, done: int, total: int) -> None:
        if what:
            self.words.setText(what)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.counts.setText(f"{done:,} / {total:,}" if total else f"{done:,}")

    def _cancel(self) -> None:
        if self._job is not None:
            self.words.setText(_("正在停下，已做的会全部撤回…"))
            self.stop.setEnabled(False)
            self._job.cancel()

    def _end(self, _value: object) -> None:
        self._job = None
        self.hide()
