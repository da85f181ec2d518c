"""The register page on a real register: listing, filtering, sorting, editing, undoing."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from equipinspect.gui.application import Application
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.pages.register import RegisterPage
from equipinspect.gui.widgets.chip import Chip

Settle = Callable[[], None]


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> RegisterPage:
    found = window.page
    assert isinstance(found, RegisterPage)
    found.show_kind("elevator")
    settle()
    return found


def type_in(field: QLineEdit, text: str) -> None:
    """Type as through an input method, replacing what is there."""
    field.setFocus()
    field.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def _words(page: RegisterPage, row: int) -> list[str]:
    rows = page.table.rows
    return [rows.index(row, c).data() or "" for c in range(1, rows.columnCount())]


def test_every_kind_has_its_tab_and_form(
    page: RegisterPage, settle: Settle, program: Application
) -> None:
    for category in program.desk.declarations.categories():
        page.show_kind(category.key)
        settle()
        page.begin_new()
        page.pane.form.finish()
        fields = {f.key for f in category.fields if f.key != "category"}
        assert set(page.pane.form.rows) == fields
        assert all(
            page.pane.form.findChild(type(r.widget), k) for k, r in page.pane.form.rows.items()
        )
        page.pane.form.restore()


def test_the_count_is_true_and_the_first_record_is_shown(page: RegisterPage) -> None:
    lifts = page.table.rows.rowCount()
    assert lifts > 40
    assert page.list.footer.words.text() == f"共 {lifts} 台"
    assert page.head.tabs.tabs["elevator"].accessibleName() == f"电梯 {lifts}"
    assert page.pane.record is not None
    assert page.pane.head.title.text() == page.pane.record.title


def test_the_model_keeps_qts_rules(page: RegisterPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.table.rows, force_py=True)
    QAbstractItemModelTester(page.table.rows)


def test_a_chip_narrows_the_list(page: RegisterPage, settle: Settle) -> None:
    total = page.table.rows.rowCount()
    chips = {c: int(c.accessibleName().split()[-1]) for c in page.head.bar.findChildren(Chip)}
    chip, counted = next((c, n) for c, n in chips.items() if 0 < n < total)
    chip.click()
    settle()
    assert page.table.rows.rowCount() == counted
    assert f"筛出 {counted:,} 台" in page.list.footer.words.text()


def test_sorting_is_remembered(page: RegisterPage, settle: Settle) -> None:
    columns = [c.key for c in page.table.rows.columns]
    section = columns.index("reg_no") + 1
    page.table.head.sectionClicked.emit(section)
    settle()
    first = _words(page, 0)[section - 1]
    page.table.head.sectionClicked.emit(section)
    settle()
    assert _words(page, 0)[section - 1] > first
    page.show_kind("boiler")
    page.show_kind("elevator")
    settle()
    assert page.table.rows.query.sort == "reg_no"
    assert page.table.rows.query.descending


def test_space_chooses_and_copying_gives_lines_for_a_spreadsheet(
    page: RegisterPage, settle: Settle, qtbot: QtBot
) -> None:
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.list.footer.words.text().endswith("已选 2 台")
    page.table.clearSelection()
    page.table.copy()
    settle()
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 2
    assert lines[0].split("\t")[0] == _words(page, 0)[0]


def test_a_change_is_saved_shown_and_undone(
    page: RegisterPage, window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    field = page.pane.form.findChild(QLineEdit, "estate")
    before = field.text()
    type_in(field, "阳光里")
    assert page.pane.bar.words.text().startswith("改了 1 处")
    page.pane.save()
    settle()
    place = [c.key for c in page.table.rows.columns].index("estate")
    assert _words(page, 0)[place] == "阳光里"
    assert window.said.notice.link.text() == "撤销"
    window.undo()
    settle()
    assert _words(page, 0)[place] == before


def test_enter_goes_to_the_next_field(page: RegisterPage, qtbot: QtBot) -> None:
    rows = [r for r in page.pane.form.rows.values() if not r.isHidden()]
    rows[0].widget.setFocus()
    qtbot.keyClick(rows[0].widget, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is rows[1].widget


def test_a_wrong_value_is_marked_at_its_field_and_not_saved(
    page: RegisterPage, settle: Settle, qtbot: QtBot
) -> None:
    page.pane.form.open_all()
    page.pane.form.finish()
    field = page.pane.form.findChild(QLineEdit, "inspection_last")
    type_in(field, "2026-13-41")
    page.pane.save()
    settle()
    row = page.pane.form.rows["inspection_last"]
    assert row.widget.property("bad")
    assert "无法识别" in row._notice.words.text()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("20260305", "2026-03-05"), ("2026.3.5", "2026-03-05"), ("3-5", "2026-03-05")],
)
def test_days_are_understood_as_people_type_them(
    page: RegisterPage, qtbot: QtBot, typed: str, read: str
) -> None:
    page.pane.form.open_all()
    page.pane.form.finish()
    field = page.pane.form.findChild(QLineEdit, "inspection_last")
    type_in(field, typed)
    assert page.pane.form.rows["inspection_last"].value() == read
    field.clearFocus()
    assert field.text() == read


def test_unsaved_words_are_asked_about(page: RegisterPage, qtbot: QtBot, said: Any) -> None:
    field = page.pane.form.findChild(QLineEdit, "estate")
    type_in(field, "x")
    shown = page.pane.record
    page.table.go_to(3)
    assert page.pane.record is shown
    assert "还没有保存" in said.heard[-1]


def test_a_new_record_needs_only_what_is_compulsory(
    page: RegisterPage, settle: Settle, qtbot: QtBot
) -> None:
    page.begin_new()
    page.pane.form.finish()
    before = page.table.rows.rowCount()
    type_in(page.pane.form.findChild(QLineEdit, "estate"), "新楼盘")
    page.pane.save()
    settle()
    assert "必填" in page.pane.refusal.words.text()
    type_in(page.pane.form.findChild(QLineEdit, "reg_no"), "梯11陕C09999(26)")
    page.pane.save()
    settle()
    assert page.table.rows.rowCount() == before + 1
    assert page.pane.record is not None
    assert page.pane.record.values["estate"] == "新楼盘"


def test_the_pane_folds_away_in_a_narrow_window(
    page: RegisterPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1100, 690)
    qtbot.waitUntil(page.beside.isHidden)
    page.open_pane()
    assert page.beside.isVisible()
    page.close_pane()
    assert page.beside.isHidden()
