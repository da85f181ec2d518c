"""The threads: answers come back to the window's thread, refusals and crashes have their signals."""

import logging
from collections.abc import Callable, Iterator
from threading import Event, get_ident
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from equipinspect.gui.jobs import Jobs
from equipinspect.model.changes import Changed
from equipinspect.model.errors import Cancelled, UserError


class File:
    """Stands for an opened register."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.stop()


def _answer(qtbot: QtBot, signal: Any) -> Any:
    with qtbot.waitSignal(signal) as caught:
        pass
    return caught.args[0]


def test_an_operation_gets_the_register_in_another_thread(jobs: Jobs, qtbot: QtBot) -> None:
    file = File("a")
    jobs.open(lambda: file)
    found = _answer(qtbot, jobs.run(lambda session, n: (session, n, get_ident()), 7).done)
    assert found[:2] == (file, 7)
    assert found[2] != get_ident()


def test_reads_go_beside_writes_once_the_reader_is_open(jobs: Jobs, qtbot: QtBot) -> None:
    _answer(qtbot, jobs.open(lambda: File("writer")).done)
    assert _answer(qtbot, jobs.read(lambda s: s.name).done) == "writer"
    _answer(qtbot, jobs.open_reader(lambda: File("reader")).done)
    go = Event()
    slow = jobs.run(lambda _s: go.wait(10))
    assert _answer(qtbot, jobs.read(lambda s: s.name).done) == "reader"
    go.set()
    assert _answer(qtbot, slow.done) is True


def test_another_register_takes_the_place_of_both(jobs: Jobs, qtbot: QtBot) -> None:
    first = File("first")
    _answer(qtbot, jobs.open(lambda: first).done)
    _answer(qtbot, jobs.open_reader(lambda: File("reader")).done)
    _answer(qtbot, jobs.open(lambda: File("second")).done)
    assert first.closed
    assert _answer(qtbot, jobs.read(lambda s: s.name).done) == "second"


def test_a_register_that_cannot_be_opened_leaves_the_one_before(jobs: Jobs, qtbot: QtBot) -> None:
    def refuse() -> File:
        raise UserError("打不开。")

    _answer(qtbot, jobs.open(lambda: File("first")).done)
    assert str(_answer(qtbot, jobs.open(refuse).refused)) == "打不开。"
    assert _answer(qtbot, jobs.run(lambda s: s.name).done) == "first"


def test_a_refusal_and_a_crash_have_their_signals(
    jobs: Jobs, qtbot: QtBot, expected_log: pytest.LogCaptureFixture
) -> None:
    def crash(_session: object) -> None:
        raise KeyError("x")

    with expected_log.at_level(logging.CRITICAL):
        assert _answer(qtbot, jobs.run(crash).crashed) == "KeyError: 'x'"
    error = InvalidMade({"name": "必填"})
    assert _answer(qtbot, jobs.run(error.throw).refused).problems == {"name": "必填"}


class InvalidMade(UserError):
    """A refusal with problems by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("不对。", problems)

    def throw(self, _session: object) -> None:
        raise self


def test_changes_are_told_to_everybody(jobs: Jobs, qtbot: QtBot) -> None:
    change = Changed(frozenset({"unit"}))
    with qtbot.waitSignal(jobs.changed) as caught:
        jobs.run(lambda _s: change)
    assert caught.args[0] is change


def test_progress_is_told_and_a_long_operation_stops(jobs: Jobs, qtbot: QtBot) -> None:
    def long(_session: object, report: Callable[..., None], cancelled: Callable[[], bool]) -> None:
        done = 0
        while not cancelled():
            done += 1
            report("正在数", done, 0)
        raise Cancelled("停了。")

    job = jobs.run_long(long)
    assert _answer(qtbot, job.progress) == "正在数"
    job.cancel()
    assert isinstance(_answer(qtbot, job.refused), Cancelled)


def test_a_dropped_answer_is_told_to_nobody(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[int] = []
    dropped = jobs.run(lambda _s: 1)
    dropped.done.connect(heard.append)
    dropped.drop()
    assert _answer(qtbot, jobs.run(lambda _s: 2).done) == 2
    assert heard == []
    assert not jobs.is_busy()
