"""The coverage page: the rate of a day, its curve, the call list, insurers' sheets and their doubtful rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from equipinspect.app import coverage, forecasting, indicators
from equipinspect.app.session import Session
from equipinspect.gui.application import Application
from equipinspect.gui.coverage.curve import ticks
from equipinspect.gui.coverage.standing import goal_day
from equipinspect.gui.pages.coverage import BOTTLES, CALLS, SHEET, TRAY, CoveragePage
from equipinspect.model.rates import Rate
from tests.gui.conftest import Said
from tests.ledgers import add, rows_of, write_sheet

Settle = Callable[[], None]
TITLES = ("保单号", "保险公司", "起保日期", "终保日期", "登记证编号", "使用单位", "地址", "楼号")


@pytest.fixture
def page(program: Application, register: Path, settle: Settle) -> CoveragePage:
    program.begin(register)
    settle()
    program.desk.go("coverage")
    settle()
    shown = program.window.page
    assert isinstance(shown, CoveragePage)
    return shown


def asked(
    program: Application, qtbot: QtBot, function: Callable[..., object], *what: object
) -> object:
    job = program.jobs.run(function, *what)
    with qtbot.waitSignal(job.done) as answer:
        pass
    return answer.args[0]


def listed(program: Application, settle: Settle) -> int:
    """How many rows the register page shows."""
    settle()
    count: int = program.window.page.table.rows.rowCount()  # type: ignore[attr-defined]
    return count


def test_the_goal_day_is_the_end_of_the_year() -> None:
    assert goal_day(date(2021, 12, 30)) == date(2021, 12, 31)
    assert goal_day(date(2021, 12, 31)) == date(2022, 12, 31)


def test_lines_stand_at_whole_per_cents_around_all_values() -> None:
    assert ticks([62.3, 70.0]) == [62, 64, 66, 68, 70]
    assert ticks([70.0, 70.0]) == [70, 71]
    assert ticks([0.0, 100.0]) == [0, 20, 40, 60, 80, 100]


def test_tiles_sentence_curve_and_calls_agree(
    page: CoveragePage, program: Application, qtbot: QtBot, settle: Settle
) -> None:
    page.choice.go_to(date(2021, 12, 31))
    settle()
    shown = page.shown
    assert shown is not None
    seen = asked(program, qtbot, coverage.on_day, date(2021, 12, 31))
    assert isinstance(seen, coverage.Coverage)
    assert shown.seen == seen
    assert page.tiles.tiles["insured"].number == seen.rate.percent().removesuffix(" %")
    assert page.tiles.tiles["uninsured"].number == f"{shown.ahead.needed:,}"
    assert page.sentence.text() == shown.ahead.sentence
    now, then = shown.past[-1], shown.future[-1]
    assert Rate(now.insured, now.in_use) == seen.rate == shown.ahead.today
    assert (shown.future[0].insured, shown.future[0].in_use) == seen.rate
    assert (then.day, Rate(then.insured, then.in_use)) == (date(2022, 12, 31), shown.ahead.then)
    assert sum(c.lifts for c in shown.ahead.calls) == seen.rate.denominator - then.insured
    assert len(page.calls.calls) == len(shown.ahead.calls)


@pytest.mark.parametrize("key", ["insured", "uninsured", "soon", "lapsed", "never"])
def test_every_number_opens_its_rows(
    page: CoveragePage, program: Application, settle: Settle, key: str
) -> None:
    page.choice.go_to(date(2021, 12, 31))
    settle()
    assert page.shown is not None
    seen = page.shown.seen
    wanted = {
        "insured": seen.rate.numerator,
        "uninsured": seen.lapsed + seen.never,
        "soon": page.shown.soon,
        "lapsed": seen.lapsed,
        "never": seen.never,
    }
    page.tiles.tiles[key].click()
    assert listed(program, settle) == wanted[key]
    chips = program.window.page.head.bar._chips._buttons  # type: ignore[attr-defined]
    assert any("2021-12-31" in chip.text() for chip in chips)


def test_a_table_opens_the_lifts_behind_its_numbers(
    page: CoveragePage, program: Application, settle: Settle
) -> None:
    page.choice.go_to(date(2021, 12, 31))
    settle()
    assert page.shown is not None
    page.tabs.tabs["unit"].click()
    settle()
    lines = page.table.shown
    assert sum(each.rate.denominator for each in lines) == page.shown.seen.rate.denominator
    page.table.table.setCurrentIndex(page.table.table.model().index(0, 1))
    page.table.table.on_open(0)
    assert listed(program, settle) == lines[0].rate.denominator


def test_filling_stations_are_told_with_tracing_insurance_and_codes(
    page: CoveragePage, program: Application, settle: Settle, qtbot: QtBot
) -> None:
    page.tabs.tabs[BOTTLES].click()
    settle()
    found = asked(program, qtbot, indicators.cylinders, date(2026, 3, 6))
    assert isinstance(found, indicators.Cylinders)
    assert page.bottles.stations == found.stations
    assert found.stations
    assert found.coded.percent() in page.bottles.words.text()
    page.bottles.table.on_open(0)
    settle()
    assert program.window.page.pane.record.id == found.stations[0].id  # type: ignore[attr-defined]


def test_a_call_is_noted_with_its_result(
    page: CoveragePage, program: Application, settle: Settle, qtbot: QtBot
) -> None:
    assert page.calls.calls
    page.calls.table.setFocus()
    qtbot.keyClick(page.calls.table, Qt.Key.Key_F7)
    assert page.calls.bar.isVisible()
    page.calls.bar.choice.setCurrentIndex(1)
    qtbot.keyClick(page.calls.bar.words, Qt.Key.Key_Return)
    settle()
    assert "已记下" in program.window.said.notice.words.text()
    contact = page.calls.calls[0][1].contact
    assert contact is not None
    assert (contact.on, contact.result) == ("2026-03-06", "答应办理")
    page.calls.begin()
    qtbot.keyClick(page.calls.bar.words, Qt.Key.Key_Return)  # the same day: the note is corrected
    settle()
    again = page.calls.calls[0][1].contact
    assert again is not None
    assert (again.id, again.result) == (contact.id, "未接")


def test_only_the_chosen_groups_are_listed(page: CoveragePage) -> None:
    every = len(page.calls.calls)
    page.calls.chips["never"].click()
    never = len(page.calls.calls)
    assert all(not c.lapsing and not c.lapsed for _n, c, _s in page.calls.calls)
    page.calls.chips["never"].click()
    assert len(page.calls.calls) == every >= never


def doubtful_sheet(session: Session, folder: Path) -> Path:
    """A sheet with one sure row, one that names no code, and one that names no lift."""
    add(session, "unit", name="虚构物业服务有限公司")
    place = {
        "use_status": "在用",
        "use_status_from": "2020-01-01",
        "user_unit": "虚构物业服务有限公司",
    }
    add(session, "elevator", reg_no="梯11陕C99001(18)", **place)
    for code, unit in (("31101000320180003", "1单元"), ("31101000320180004", "2单元")):
        add(
            session,
            "elevator",
            device_code=code,
            address="雍城路9号桃园里",
            building="3号楼",
            unit_no=unit,
            **place,
        )
    firm = ("P1", "甲财险（演示）", "2026-01-01", "2026-12-31")
    rows = [
        (*firm, "梯11陕C99001(18)", "", "", ""),
        (*firm, "", "虚构物业服务有限公司", "雍城路9号桃园里", "3号楼"),
        (*firm, "梯11陕C99777(18)", "", "", ""),
    ]
    return write_sheet(folder / "承保清单.xlsx", [TITLES, *rows])


def test_a_sheet_is_previewed_written_and_its_doubtful_row_accepted_with_one_key(
    page: CoveragePage,
    program: Application,
    settle: Settle,
    qtbot: QtBot,
    said: Said,
    tmp_path: Path,
) -> None:
    said.file = asked(program, qtbot, doubtful_sheet, tmp_path)  # type: ignore[assignment]
    page.importing.click()
    settle()
    assert page.tabs.current() == SHEET
    plan = page.sheet.plan
    assert plan is not None
    assert (plan.counts["linked"], plan.counts["doubtful"]) == (1, 1)
    page.sheet.write.click()
    settle()
    assert "存疑 1 行" in program.window.said.notice.words.text()
    assert page.tabs.current() == TRAY
    [doubt] = page.tray.doubts
    assert "桃园里" in doubt.said
    qtbot.keyClick(page.tray.table, Qt.Key.Key_Return)
    settle()
    assert page.tray.doubts == []
    assert "已对应" in program.window.said.notice.words.text()
    links = asked(program, qtbot, rows_of, "policy_link")
    assert sum(1 for r in links if r.titles["policy"] == "P1") == 2  # type: ignore[attr-defined]


def test_an_undone_acceptance_is_doubtful_again_and_may_be_refused(
    page: CoveragePage, program: Application, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    path = asked(program, qtbot, doubtful_sheet, tmp_path)
    assert isinstance(path, Path)
    page.open_file(path)
    settle()
    page.sheet.write.click()
    settle()
    qtbot.keyClick(page.tray.table, Qt.Key.Key_2)
    settle()
    program.window.undo()
    settle()
    assert len(page.tray.doubts) == 1
    qtbot.keyClick(page.tray.table, Qt.Key.Key_Delete)
    settle()
    assert page.tray.doubts == []


def test_a_sheet_that_cannot_be_read_leads_back(
    page: CoveragePage, program: Application, settle: Settle, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"no sheet")
    page.open_file(bad)
    settle()
    assert page.tabs.current() == CALLS
    assert program.window.said.notice.isVisible()


def test_the_forecast_ends_where_its_path_ends(
    page: CoveragePage, program: Application, qtbot: QtBot
) -> None:
    for until in (date(2021, 7, 1), date(2022, 2, 28)):
        day = date(2021, 6, 30)
        path = asked(program, qtbot, forecasting.path, day, until)
        found = asked(program, qtbot, forecasting.forecast, day, until, coverage.rates.goal("0.7"))
        assert path[-1].insured == found.then.numerator  # type: ignore[index, attr-defined]
        assert path[0].insured == found.today.numerator  # type: ignore[index, attr-defined]
