"""The print-job page: look, issue, see the PDF, stop and go on, spoiled sheets, the picked place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from equipinspect.documents.scan import read_codes
from equipinspect.gui.application import Application
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.pages.print_job import PrintJobPage
from equipinspect.model.tags import tag_of
from tests.gui.conftest import Said

Settle = Callable[[], None]
SHEET = "a4_8_99x68"


def page_of(window: MainWindow) -> PrintJobPage:
    shown = window.page
    assert isinstance(shown, PrintJobPage)
    return shown


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> PrintJobPage:
    """The page, come to from the list of lifts as it is filtered."""
    register = window.page
    register.show_kind("elevator")
    settle()
    register.list.verbs.print_job()
    settle()
    return page_of(window)


def shown(page: PrintJobPage) -> dict[str, int]:
    lines = page.looked.groups.lines.lines
    return {f"{row[0].words}{row[2].words}": int(row[1].words.replace(",", "")) for row in lines}


def test_the_table_says_who_is_ready_and_leads_to_what_is_missing(
    page: PrintJobPage, window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    found = shown(page)
    assert found["✓ 可打"] > 0
    assert len(found) > 1
    assert page.issue.text() == f"编号并签名 {found['✓ 可打']:,} 份"
    line = page.looked._lines[0]
    qtbot.keyClick(page.looked.lines, Qt.Key.Key_Return)
    settle()
    assert window.page.pane.record.id == line.id


def test_a_few_ticked_lifts_are_issued_stopped_and_printed_on(
    page: PrintJobPage, window: MainWindow, settle: Settle, said: Said
) -> None:
    ready = [line.id for line in page._looked.ready[:5]] if page._looked else []
    window.go("print_job", chosen=ready)
    settle()
    page.issue.click()
    settle()
    assert page.sheets.paper.preview.pages() == 5
    assert page.sheets.file is not None
    codes = read_codes(page.sheets.file)
    assert len(codes) == 5
    assert page.job is not None
    assert (page.job.count, page.job.printed) == (5, 5)
    page.sheets.bar.bad_first.setText("3")
    page.sheets.bar.bad_last.setText("4")
    page.sheets.bar.spoil.click()
    settle()
    assert page.job.spoiled == 2
    page.sheets.bar.first.setText("3")
    page.sheets.bar.go_on.click()
    settle()
    assert any("重印" in text for text in said.heard)
    assert page.sheets.paper.preview.pages() == 3
    assert read_codes(page.sheets.file) == codes[2:]
    page.sheets.bar.first.setText("3")
    page.sheets.bar.go_on.click()
    settle()
    assert page.sheets.job is not None
    assert page.sheets.job.printed == 5
    assert page.sheets.paper.preview.pages() == 3


def test_the_first_free_place_is_picked_on_the_drawn_sheet(
    page: PrintJobPage, settle: Settle, qtbot: QtBot, tmp_path: Path, said: Said
) -> None:
    side = page.side
    side.layout_box.setCurrentIndex(side.layout_box.findData("check_certificate_sticker"))
    side._offer_stocks()
    assert side.stock.findData(SHEET) < 0, "99.1 mm is narrower than the form"
    side.stock.setCurrentIndex(side.stock.findData("a4_4_105x148"))
    side._choose_stock()
    settle()
    place = side.picker.place(3).center().toPoint()
    qtbot.mouseClick(side.picker, Qt.MouseButton.LeftButton, pos=place)
    assert side.picker.start == 3
    qtbot.keyClick(side.picker, Qt.Key.Key_Right)
    assert side.start.text() == "第一张纸从第 4 个位置印起"
    said.file = tmp_path / "测试页.pdf"
    side.test.click()
    settle()
    assert said.file.read_bytes().startswith(b"%PDF")
    for line, text in zip(side.measured, ("21", "19.5", "170", "257"), strict=True):
        line.setText(text)
    side.keep.click()
    settle()
    assert side.facts["right"].value.text() == "-1.0 mm"
    assert side.facts["down"].value.text() == "+0.5 mm"


def test_jobs_are_listed_and_gone_on_with_later(
    page: PrintJobPage, window: MainWindow, settle: Settle, program: Application
) -> None:
    assert page._looked is not None
    window.go("print_job", chosen=[line.id for line in page._looked.ready[:2]])
    settle()
    page.issue.click()
    settle()
    window.forget_pages()
    window.go("print_job")
    settle()
    fresh = page_of(window)
    assert [job.count for job in fresh.jobs.jobs] == [2]
    fresh.jobs.table.on_open(0)
    assert fresh.sheets.bar.isVisible()
    assert fresh.sheets.bar.first.text() == "1"


def test_a_scanned_tag_opens_its_record(window: MainWindow, settle: Settle, qtbot: QtBot) -> None:
    register = window.page
    register.show_kind("elevator")
    settle()
    wanted = register.table.rows.row(3).id
    qtbot.keyClicks(window.top.search, tag_of(wanted))
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    settle()
    assert window.page.pane.record.id == wanted
