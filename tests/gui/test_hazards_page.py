"""Hazards in the window: overdue ones first, and one step after the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from equipinspect.app import hazards
from equipinspect.app.session import Session
from equipinspect.gui.application import Application
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.pages.hazards import HazardsPage
from tests.ledgers import add

Settle = Callable[[], None]
CARD = {"law_card_expires": "2028-12-31", "is_officer": "是", "active": "是"}


def scene(session: Session) -> None:
    """One officer, and a hazard whose deadline has passed."""
    officer = add(session, "person", name="甄一一", law_card_no="SC-1", **CARD)
    unit = add(session, "unit", name="秋实物业有限公司", county="麟游县")
    values = {"description": "门锁回路有跨接线", "found_on": "2026-02-01", "level": "ordinary",
              "deadline": "2026-02-20", "unit": unit, "found_by1": officer}  # fmt: skip
    hazards.add(session, hazards.filled_in(session, values))


@pytest.fixture
def page(window: MainWindow, program: Application, settle: Settle) -> HazardsPage:
    program.jobs.run(scene)
    settle()
    program.desk.go("hazards")
    settle()
    assert isinstance(window.page, HazardsPage)
    return window.page


def choose(page: HazardsPage, step: str) -> None:
    row = next(n for n, e in enumerate(page._lines) if e.words == "门锁回路有跨接线")
    page.table.selectRow(row)
    page.step.setCurrentIndex([s.key for s in page._lines[row].steps].index(step))
    page._show_needs()


def test_overdue_ones_stand_first(page: HazardsPage) -> None:
    late = [each.late for each in page._lines]
    assert late[0]
    assert late == sorted(late, reverse=True)


def test_a_step_without_its_material_is_refused_and_with_it_taken(
    page: HazardsPage, settle: Settle
) -> None:
    choose(page, "void")
    page.advance()
    settle()
    assert "门锁回路有跨接线" in page.said.text()
    choose(page, "supervise")
    page.texts["supervised_level"].setText("county")
    page.texts["supervised_by"].setText("麟游县安委办")
    page.advance()
    settle()
    assert "挂牌督办" in page._desk.application.activeWindow().said.notice.words.text()  # type: ignore[union-attr]


def test_other_lists_hold_what_they_say(page: HazardsPage, settle: Settle, qtbot: QtBot) -> None:
    page.tabs.tabs["overdue"].click()
    settle()
    assert page._lines
    assert all(each.late for each in page._lines)
    page.tabs.tabs["major"].click()
    settle()
    assert all(each.two_level == "major" for each in page._lines)
