"""Campaigns in the window: the table, the rows behind a number, the ledger as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from equipinspect.gui.application import Application
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.pages.campaigns import MEASURES, CampaignsPage
from tests.gui.conftest import Said

Settle = Callable[[], None]


@pytest.fixture
def page(window: MainWindow, program: Application, settle: Settle) -> CampaignsPage:
    program.desk.go("campaigns")
    settle()
    assert isinstance(window.page, CampaignsPage)
    return window.page


def test_a_number_opens_the_rows_it_counts(
    page: CampaignsPage, program: Application, settle: Settle, qtbot: QtBot
) -> None:
    assert page._found is not None
    hazards = int(page._found.total["hazards"])
    assert hazards
    assert str(hazards) in page.sentence.text()
    column = 1 + [key for key, _words in MEASURES].index("hazards")
    page.table.setCurrentIndex(page.table.lines.index(len(page._found.rows), column))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle()
    register = program.window.page
    assert register is not page
    assert register.table.rows.rowCount() == hazards  # type: ignore[attr-defined]


def test_the_ledger_is_written(
    page: CampaignsPage, program: Application, settle: Settle, tmp_path: Path, said: Said
) -> None:
    said.file = tmp_path / "台账.xlsx"
    page.export.click()
    settle()
    assert said.file.is_file()
    assert "表1" in program.window.said.notice.words.text()
