"""A ledger of 100,000 cylinders through the window: seen coming, called off, taken in, taken back."""

import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from equipinspect.app import health, lists
from equipinspect.app.lists import Query
from equipinspect.app.session import Session
from equipinspect.bench.importing import ledger
from equipinspect.bench.workshop import NOW, Size, Workshop
from equipinspect.gui.application import Application
from equipinspect.gui.messages import Messages

pytestmark = [
    pytest.mark.long,
    pytest.mark.qt_log_ignore("does not support (propagateSizeHints|raise|grabbing)", extend=True),
]
ROWS = 100_000
BEAT = 5  # milliseconds between two looks at whether the window answers
PATIENCE = 600_000


class Strict(Messages):
    """Fails where the program would show a crash."""

    def crash(self, text: str) -> None:
        pytest.fail(text)


class Pulse:
    """Notes the longest time in which the window answered nobody."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)

    def _beat(self) -> None:
        now = perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def tell(self, step: str) -> None:
        """Print the figure of one step and begin the next."""
        sys.stdout.write(
            f"{step}: the window was silent for {self.longest * 1000:.0f} ms at most\n"
        )
        self.longest, self._last = 0.0, perf_counter()


def state(session: Session) -> tuple[int, int, bool]:
    """How many cylinders there are, how many operations the log holds, whether the audit is clean."""
    found = health.audit(session)
    return lists.count(session, Query("gas_cylinder")), found.operations, found.clean


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    made = Workshop(tmp_path, Size("J", 0, 0, ROWS, 0, 0), lambda _text: None)
    yield made
    made.close()


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, shop: Workshop) -> Iterator[Application]:
    """The window over an empty register."""
    session = shop.empty()
    session.close()
    started = Application(qapp, shop.place.home, lambda: NOW)
    started.desk.messages = Strict()
    started.window.resize(1366, 768)
    started.window.show()
    started.begin(session.path)
    qtbot.waitUntil(started.is_settled, timeout=PATIENCE)
    yield started
    started.window.hide()
    started.stop()
    started.window.deleteLater()


class Person:
    """Does one thing after the other at the window and looks what became of it."""

    def __init__(self, program: Application, qtbot: QtBot) -> None:
        self._program, self._qtbot = program, qtbot
        self.pulse = Pulse()

    def settle(self, step: str) -> None:
        """Wait until nothing is under way, and tell how the window answered meanwhile."""
        jobs = self._program.jobs
        self._qtbot.waitUntil(lambda: not jobs.is_busy(), timeout=PATIENCE)
        self.pulse.tell(step)

    def sees(self) -> tuple[int, int, bool]:
        """Return the state of the register."""
        found: list[tuple[int, int, bool]] = []
        self._program.jobs.run(state).done.connect(found.append)
        self._qtbot.waitUntil(lambda: bool(found), timeout=PATIENCE)
        self.pulse.tell("checking")
        return found[0]

    def call_off(self) -> list[int]:
        """Stop the job that runs once it has been seen moving; return how far it said it was."""
        seen: list[int] = []
        job = next(iter(self._program.jobs._waiting))
        job.progress.connect(lambda _what, done, _of: seen.append(done))
        self._qtbot.waitUntil(lambda: len(seen) > 2, timeout=PATIENCE)
        self._program.window.page.progress.stop.click()  # type: ignore[attr-defined]
        self.settle("writing, called off")
        return seen


def test_a_large_ledger_comes_in_or_leaves_nothing_behind(
    program: Application, qtbot: QtBot, shop: Workshop
) -> None:
    sheet = ledger(shop)
    person = Person(program, qtbot)
    person.settle("beginning")
    before = person.sees()
    program.window.go("importing", kind="gas_cylinder", file=str(sheet))
    page = program.window.page
    person.settle("reading")
    assert page.plan.counts["new"] == ROWS
    page.apply.click()
    seen = person.call_off()
    assert seen == sorted(seen)
    assert person.sees() == before
    page.apply.click()
    person.settle("writing")
    count, _operations, clean = person.sees()
    assert (count, clean) == (ROWS, True)
    program.window.undo()
    person.settle("taking back")
    count, _operations, clean = person.sees()
    assert (count, clean) == (0, True)
