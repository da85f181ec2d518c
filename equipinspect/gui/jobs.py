"""The only module that knows threads: runs operations on the register off the window's thread.

Two threads, each with its own opened register: one writes, one only reads, so that lists stay
usable while a long import runs. An operation gets the register first; nobody else ever holds it.
Python's garbage collector runs in the window's thread only: a widget that it freed from another
thread would take the program down.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Protocol

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from equipinspect.model.changes import Changed
from equipinspect.model.errors import UserError

_log = logging.getLogger(__name__)


class Closes(Protocol):
    """What a thread owns: an opened register, or anything else that can be closed."""

    def close(self) -> None:
        """Give back the file."""


Operation = Callable[..., Any]
SWEEP = 500  # milliseconds between two looks of the garbage collector


class Job(QObject):
    """One operation under way; exactly one of done, refused and crashed comes, unless dropped."""

    done = Signal(object)
    refused = Signal(object)  # UserError
    crashed = Signal(str)
    progress = Signal(str, int, int)

    def __init__(self, work: Callable[[_Thread, Job], Any], own: QObject) -> None:
        super().__init__(own)
        self.work = work
        self.thread_of_work: _Thread | None = None
        self._cancelled = self._dropped = self._told = False

    def cancel(self) -> None:
        """Ask the operation to stop; it is then refused with `Cancelled`."""
        self._cancelled = True

    def drop(self) -> None:
        """Nobody waits for the answer any more: stop if possible and tell nothing."""
        self._cancelled = self._dropped = True

    @property
    def is_dropped(self) -> bool:
        """Say whether the answer is unwanted."""
        return self._dropped

    def cancelled(self) -> bool:
        """Tell the operation, in its own thread, whether to stop."""
        return self._cancelled

    def report(self, what: str, done: int, total: int) -> None:
        """Pass progress to the window, at most one message at a time (called by the operation)."""
        if not self._told and self.thread_of_work is not None:
            self._told = True
            self.thread_of_work.told.emit(self, "progress", (what, done, total))

    def hear(self, name: str, value: Any) -> None:
        """Emit, in the window's thread, what the working thread told."""
        if name == "progress":
            self._told = False
            if not self._dropped:
                self.progress.emit(*value)
            return
        if not self._dropped:
            getattr(self, name).emit(value)
        self.deleteLater()


class _Thread(QThread):
    """Works through its queue on the register it opened itself."""

    told = Signal(object, str, object)  # job, name of its signal, value

    def __init__(self, own: QObject) -> None:
        super().__init__(own)
        self.queue: SimpleQueue[Job | None] = SimpleQueue()
        self.session: Closes | None = None

    def run(self) -> None:
        """Work until None comes, then give the file back."""
        while (job := self.queue.get()) is not None:
            self._work(job)
        self.leave()

    def leave(self) -> None:
        """Close what is open."""
        if self.session is not None:
            self.session.close()
        self.session = None

    def _work(self, job: Job) -> None:
        if job.is_dropped:
            self.told.emit(job, "done", None)
            return
        job.thread_of_work = self
        try:
            self.told.emit(job, "done", job.work(self, job))
        except UserError as error:
            self.told.emit(job, "refused", error)
        except Exception as error:  # the one place where a bug is caught: logged and shown
            _log.exception("an operation crashed")
            self.told.emit(job, "crashed", f"{type(error).__name__}: {error}")


class Jobs(QObject):
    """Runs operations and tells every page, by one signal, what they changed."""

    changed = Signal(object)  # Changed

    def __init__(self, own: QObject | None = None) -> None:
        super().__init__(own)
        self._waiting: set[Job] = set()
        self._reader_ready = False
        self._ready: Operation | None = None
        gc.disable()
        self._sweeping = QTimer(self)
        self._sweeping.timeout.connect(self._sweep)
        self._sweeping.start(SWEEP)
        self._writer, self._reader = _Thread(self), _Thread(self)
        for thread in (self._writer, self._reader):
            thread.told.connect(self._hear)
            thread.start()

    def open(self, make: Callable[[], Closes], ready: Operation | None = None) -> Job:
        """Open a register in the thread that will write it; a failure leaves the one before open.

        ``ready(session)`` is what must still happen before the first write (`make_ready`).
        """
        job = self._put(self._writer, lambda thread, _job: _opened(thread, make))
        job.done.connect(lambda _session: self._forget_reader(ready))
        return job

    def make_ready(self) -> Job | None:
        """Run what the opened register still needs before the first write; None when it is ready."""
        ready, self._ready = self._ready, None
        return None if ready is None else self._put(self._writer, lambda t, _: ready(t.session))

    def open_reader(self, make: Callable[[], Closes]) -> Job:
        """Open the same register a second time, so that lists stay usable beside a long write."""
        job = self._put(self._reader, lambda thread, _job: _opened(thread, make))
        job.done.connect(self._use_reader)
        return job

    def _forget_reader(self, ready: Operation | None) -> None:
        self._reader_ready, self._ready = False, ready

    def _use_reader(self, _session: Closes) -> None:
        self._reader_ready = True

    def run(self, function: Operation, *arguments: Any) -> Job:
        """Run ``function(session, *arguments)`` where it may write."""
        self.make_ready()
        return self._put(self._writer, lambda t, _: function(t.session, *arguments))

    def read(self, function: Operation, *arguments: Any) -> Job:
        """Run ``function(session, *arguments)``, which writes nothing, beside long writes."""
        return self._put(self._reading(), lambda t, _: function(t.session, *arguments))

    def run_long(self, function: Operation, *arguments: Any) -> Job:
        """Run an operation that takes ``report`` and ``cancelled`` too, where it may write."""
        self.make_ready()
        return self._put(self._writer, lambda t, job: _long(t, job, function, arguments))

    def read_long(self, function: Operation, *arguments: Any) -> Job:
        """Run an operation that takes ``report`` and ``cancelled`` and writes nothing."""
        return self._put(self._reading(), lambda t, job: _long(t, job, function, arguments))

    def _reading(self) -> _Thread:
        return self._reader if self._reader_ready else self._writer

    def beside(self, function: Operation, *arguments: Any) -> Job:
        """Run ``function(*arguments)``, which needs no register."""
        return self._put(self._writer, lambda _t, _job: function(*arguments))

    def beside_long(self, function: Operation) -> Job:
        """Run ``function(report=, cancelled=)``, which needs no register."""

        def work(_thread: _Thread, job: Job) -> Any:
            return function(report=job.report, cancelled=job.cancelled)

        return self._put(self._writer, work)

    def is_busy(self) -> bool:
        """Say whether any operation is waiting or running."""
        return bool(self._waiting)

    def drop_all(self) -> None:
        """Tell nobody the answers that are still to come, because the pages are gone."""
        for job in self._waiting:
            job.drop()

    def stop(self) -> None:
        """End both threads after what is queued."""
        self._sweeping.stop()
        for thread in (self._writer, self._reader):
            thread.queue.put(None)
        for thread in (self._writer, self._reader):
            thread.wait()
        gc.enable()

    def _sweep(self) -> None:
        """Collect what Python would have collected by now; everything only while nothing runs."""
        due = [count > most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0] or due[1]:
            gc.collect(1 if due[1] else 0)
        if due[2] and not self.is_busy():
            gc.collect()

    def _put(self, thread: _Thread, work: Callable[[_Thread, Job], Any]) -> Job:
        job = Job(work, self)
        self._waiting.add(job)
        thread.queue.put(job)
        return job

    def _hear(self, job: Job, name: str, value: Any) -> None:
        if name != "progress":
            self._waiting.discard(job)
        if name == "done" and isinstance(value, Changed):
            self.changed.emit(value)
        job.hear(name, value)


def _long(thread: _Thread, job: Job, function: Operation, arguments: tuple[Any, ...]) -> Any:
    return function(thread.session, *arguments, report=job.report, cancelled=job.cancelled)


def _opened(thread: _Thread, make: Callable[[], Closes]) -> Closes:
    fresh = make()
    thread.leave()
    thread.session = fresh
    return fresh
