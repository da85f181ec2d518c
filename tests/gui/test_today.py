"""The Today page: numbers of the day, the rows behind them, alarms that are answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from equipinspect.app import today
from equipinspect.gui.application import Application
from equipinspect.gui.directory import ENTRIES
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.pages.today import TodayPage
from equipinspect.gui.today.worklist import ALL, KEY, MOST_TILES

Settle = Callable[[], None]


@pytest.fixture
def page(program: Application, register: Path, settle: Settle) -> TodayPage:
    program.begin(register)
    settle()
    program.desk.go("today")
    settle()
    shown = program.window.page
    assert isinstance(shown, TodayPage)
    return shown


def pressing(page: TodayPage) -> str:
    """The key of a tile that has rows and raises an alarm."""
    assert page.shown is not None
    return next(
        key
        for key in page.shown.first
        if page.shown.tiles[key].count and page.shown.tiles[key].alarm
    )


def test_it_stands_first_on_the_rail(window: MainWindow, qtbot: QtBot, settle: Settle) -> None:
    assert ENTRIES[0].key == "today"
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert isinstance(window.page, TodayPage)


def test_tiles_agree_with_the_numbers_of_the_day(
    page: TodayPage, program: Application, qtbot: QtBot
) -> None:
    job = program.jobs.read(today.today, date(2026, 3, 6))
    with qtbot.waitSignal(job.done) as answer:
        pass
    counts = {tile.key: tile.count for tile in answer.args[0].tiles}
    assert 0 < len(page.tiles.tiles) <= MOST_TILES
    for key, tile in page.tiles.tiles.items():
        assert tile.number == f"{counts[key]:,}"


def test_a_number_shows_its_rows_and_lists_them_in_the_register(
    page: TodayPage, program: Application, settle: Settle
) -> None:
    assert page.shown is not None
    key = pressing(page)
    page.tiles.tiles[key].click()
    settle()
    tile = page.shown.tiles[key]
    assert len(page.list.work) == tile.count + tile.answered
    assert {each.tile for each in page.list.work} == {key}
    page.list.list.click()
    settle()
    assert program.window.page.table.rows.rowCount() == len(  # type: ignore[attr-defined]
        [each for each in page.list.work if each.kind == tile.queries[0].kind]
    )


def test_an_answered_alarm_does_not_shout_again(
    page: TodayPage, program: Application, settle: Settle, qtbot: QtBot
) -> None:
    assert page.shown is not None
    key = pressing(page)
    page.choose(key)
    settle()
    before, first = page.shown.tiles[key].count, page.list.work[0]
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Space)
    assert page.list.bar.isVisible()
    page.list.bar.words.setText("已约检验")
    qtbot.keyClick(page.list.bar.words, Qt.Key.Key_Return)
    settle()
    assert "已记下处理结果" in program.window.said.notice.words.text()
    assert (page.shown.tiles[key].count, page.shown.tiles[key].answered) == (before - 1, 1)
    assert page.list.work[0].id == first.id
    assert page.list.work[0].is_answered
    program.window.undo()
    settle()
    assert page.shown.tiles[key].count == before


def test_all_work_is_in_the_order_of_its_dates(page: TodayPage, settle: Settle) -> None:
    page.choose(ALL)
    settle()
    dues = [each.due or "9" for each in page.list.work]
    assert dues
    assert dues == sorted(dues)


def test_enter_opens_the_record_that_is_shown_beside(
    page: TodayPage, program: Application, settle: Settle, qtbot: QtBot
) -> None:
    page.choose(pressing(page))
    settle()
    each = page.list.work[0]
    assert page.beside.title.text() == each.cells[1].words
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    settle()
    assert program.window.page.pane.record.id == each.id  # type: ignore[attr-defined]


def test_watched_devices_say_why_they_are_watched(page: TodayPage, settle: Settle) -> None:
    assert page.shown is not None
    page.choose(KEY)
    settle()
    assert len(page.list.work) == page.shown.tiles[KEY].count
    assert all(each.cells[4].words for each in page.list.work)
