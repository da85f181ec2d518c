"""The parts of a list: its columns, filters, head, chooser, clipboard and pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from equipinspect import RESOURCES
from equipinspect.app import lists
from equipinspect.app.lists import STATE, Filter, Query
from equipinspect.gui.application import Application
from equipinspect.gui.look import Look
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.pages.register import RegisterPage
from equipinspect.gui.preferences import Preferences
from equipinspect.gui.register.filters import Filters, OwnFilters, from_plain
from equipinspect.gui.table import model as table_model
from equipinspect.gui.table.column_chooser import ColumnChooser
from equipinspect.gui.table.column_filter import ColumnFilter
from equipinspect.gui.table.columns import DUE, Layout, available, usual
from equipinspect.gui.table.plain import Head, PlainTable
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.widgets.chip import Chip
from equipinspect.model import declarations
from equipinspect.model.declarations import Declaration

Settle = Callable[[], None]
DECLARED = declarations.load(RESOURCES)
KINDS = [*DECLARED.categories(), DECLARED.get("unit")]


@pytest.fixture
def kept(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "deep" / "window.json")


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> RegisterPage:
    found = window.page
    assert isinstance(found, RegisterPage)
    found.show_kind("elevator")
    settle()
    return found


@pytest.mark.parametrize("declaration", KINDS, ids=lambda d: d.key)
def test_every_kind_has_columns_without_a_word_of_python(declaration: Declaration) -> None:
    keys = [c.key for c in available(declaration)]
    assert len(keys) == len(set(keys))
    assert set(usual(declaration)) <= set(keys)
    assert usual(declaration)
    assert (DUE in usual(declaration)) == declaration.category


def test_preferences_outlive_the_program_and_a_spoiled_file(kept: Preferences) -> None:
    kept.put("a", [1, 2])
    file = kept._file
    assert Preferences(file).get("a") == [1, 2]
    file.write_text("{", "utf-8")
    assert Preferences(file).get("a", "none") == "none"
    file.write_text("[]", "utf-8")
    assert Preferences(file).get("a") is None


def test_columns_widths_and_sorting_are_kept_for_each_kind(kept: Preferences) -> None:
    lifts = Layout(DECLARED.get("elevator"), kept)
    lifts.choose(["reg_no", "gone", DUE])
    lifts.widen("reg_no", 222)
    lifts.sort("reg_no", True)
    again = Layout(DECLARED.get("elevator"), Preferences(kept._file))
    assert next((c.key, c.width) for c in again.columns()) == ("reg_no", 222)
    assert [c.key for c in again.columns()] == ["reg_no", DUE]
    assert again.sorting() == ("reg_no", True)
    assert Layout(DECLARED.get("boiler"), kept).sorting() == ("_due_on", False)


def test_filters_become_a_query_and_survive_as_plain_data(kept: Preferences) -> None:
    filters = Filters(
        "elevator", ["in_use"], {"estate": [Filter("estate", "contains", "苑")]}, "福"
    )
    assert filters.query("reg_no", True) == Query(
        "elevator",
        (Filter("", STATE, "in_use"), Filter("estate", "contains", "苑")),
        "福",
        "reg_no",
        True,
    )
    assert from_plain("elevator", filters.plain()) == filters
    filters.toggle("in_use")
    filters.narrow("estate", [])
    assert filters.is_narrow()
    filters.text = ""
    assert not filters.is_narrow()
    own = OwnFilters(kept)
    own.put("我的", Filters("elevator", ["overdue"]))
    assert own.names("elevator") == ["我的"]
    assert own.get("elevator", "我的").states == ["overdue"]
    own.remove("elevator", "我的")
    assert own.names("elevator") == []


def test_an_own_filter_is_saved_counted_and_used(
    page: RegisterPage, settle: Settle, said: Any
) -> None:
    said.answer = "只看在用"
    page.head.bar.findChild(Chip, "chip_in_use").click()
    settle()
    count = page.table.rows.rowCount()
    page.head.bar._keep.click()
    page.narrow(Filters("elevator"))
    settle()
    chip = page.head.bar.findChild(Chip, "own_只看在用") or page.head.bar.findChild(
        Chip, "chip_own_只看在用"
    )
    assert chip.accessibleName() == f"只看在用 {count}"
    chip.click()
    settle()
    assert page.head.bar.filters.states == ["in_use"]


def test_a_column_is_filtered_by_a_word(
    page: RegisterPage, settle: Settle, program: Application
) -> None:
    place = [c.key for c in page.table.rows.columns].index("estate")
    word = page.table.rows.row(0).cells[place].words
    popup = ColumnFilter(program.desk, page.head.declaration.field("estate"), page.list._narrow)
    popup.open_at(QPoint(0, 0))
    popup.low.setText(word)
    popup.low.returnPressed.emit()
    settle()
    rows = page.table.rows
    assert {rows.row(n).cells[place].words for n in range(rows.rowCount())} == {word}
    assert "estate" in page.table.head.filtered
    chip = page.head.bar.findChild(Chip, "chip_estate")
    assert word in chip.text()
    chip.click()
    settle()
    assert not page.head.bar.filters.is_narrow()


@pytest.mark.parametrize(
    ("key", "low", "high", "wanted"),
    [
        ("floors", "3", "9", [(">=", "3"), ("<=", "9")]),
        ("inspection_next", "2026.3", "2026-04", [(">=", "2026-03"), ("<=", "2026-04-99")]),
        ("estate", " ", "", []),
    ],
)
def test_spans_are_read_as_their_fields_read_them(
    program: Application, window: MainWindow, key: str, low: str, high: str, wanted: list[Any]
) -> None:
    heard: list[Filter] = []
    field = DECLARED.get("elevator").field(key)
    popup = ColumnFilter(program.desk, field, lambda _key, found, _title: heard.extend(found))
    popup.low.setText(low)
    popup.high.setText(high)
    popup._keep()
    assert [(f.op, f.value) for f in heard] == wanted


def test_a_span_that_cannot_be_read_is_refused_in_the_popup(
    program: Application, window: MainWindow
) -> None:
    field = DECLARED.get("elevator").field("floors")
    popup = ColumnFilter(program.desk, field, lambda *_: pytest.fail("applied"))
    popup.low.setText("一层")
    popup._keep()
    assert "应为整数" in popup.problem.text()


def test_choices_are_filtered_by_ticks_and_blanks_by_a_button(
    program: Application, window: MainWindow
) -> None:
    heard: list[list[Filter]] = []
    field = DECLARED.get("elevator").field("use_status")
    popup = ColumnFilter(program.desk, field, lambda _key, found, _title: heard.append(found))
    popup.options.itemClicked.emit(popup.options.item(0))
    popup._keep()
    first = field.options[0].value
    assert heard == [[Filter("use_status", "in", first)]]
    again = ColumnFilter(program.desk, field, lambda _key, found, _title: heard.append(found))
    next(b for b in again.findChildren(QPushButton) if b.text() == "空白").click()
    assert heard[-1] == [Filter("use_status", "empty", "")]


def test_columns_are_chosen_by_name(page: RegisterPage, settle: Settle, look: Look) -> None:
    assert page.table.layout_kept is not None
    page.list.choose_columns(page.head.columns)
    popup = next(w for w in QApplication.topLevelWidgets() if isinstance(w, ColumnChooser))
    label = page.head.declaration.field("floors").label
    popup.search.setText(label)
    shown = [i for i in popup.list.items_shown() if not i.isHidden()]
    assert [i.text() for i in shown] == [label]
    popup.list.itemClicked.emit(shown[0])
    settle()
    assert "floors" in [c.key for c in page.table.rows.columns]
    next(b for b in popup.findChildren(QPushButton) if b.text() == "恢复默认").click()
    settle()
    assert "floors" not in [c.key for c in page.table.rows.columns]
    popup.close()


def test_the_funnel_filters_and_the_word_sorts(
    page: RegisterPage, settle: Settle, qtbot: QtBot
) -> None:
    head = page.table.head
    right = head.sectionViewportPosition(1) + head.sectionSize(1)
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = QPointF(right - 10, 10)
    event = QMouseEvent(QMouseEvent.Type.MouseButtonRelease, at, at, buttons, buttons, none)
    with qtbot.waitSignal(head.pressed_funnel) as caught:
        head.mouseReleaseEvent(event)
    assert caught.args == [1]
    assert page.table.rows.query.sort == "_due_on"  # as before
    for popup in QApplication.topLevelWidgets():
        if isinstance(popup, ColumnFilter):
            popup.close()


def test_a_block_of_cells_is_copied(page: RegisterPage, settle: Settle) -> None:
    rows = page.table.rows
    model = page.table.selectionModel()
    model.select(rows.index(1, 1), model.SelectionFlag.ClearAndSelect)
    model.select(rows.index(2, 2), model.SelectionFlag.Select)
    model.select(rows.index(2, 1), model.SelectionFlag.Select)
    page.table.copy()
    settle()
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert [len(line) for line in lines] == [2, 2]


def test_rows_far_away_are_fetched_when_looked_at(window: MainWindow, settle: Settle) -> None:
    page = window.page
    page.show_kind("gas_cylinder")
    settle()
    rows = page.table.rows
    last = rows.rowCount() - 1
    assert last > 200
    assert rows.row(last) is None
    settle()
    assert rows.row(last) is not None
    assert rows.place_of(rows.row(last).id) == last
    assert len(rows._pages) < 24


def test_two_queries_in_a_row_show_only_the_second(page: RegisterPage, settle: Settle) -> None:
    page.show_kind("boiler")
    page.show_kind("unit")
    settle()
    assert page.table.rows.query.kind == "unit"
    assert page.table.rows.row(0) is not None


def test_a_plain_list_opens_its_lines_by_enter(
    look: Look, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    heard: list[int] = []
    table = PlainTable(look, (Head("甲", 80), Head("乙", 80, True)), "清单")
    qtbot.addWidget(table)
    table.on_open = heard.append
    table.show_lines([[Cell("一"), Cell("1")], [Cell("二", "warn"), Cell("2")]])
    qtmodeltester.check(table.lines, force_py=True)
    table.show()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard == [1]
    assert not table.grab().isNull()


def test_the_reference_filter_names_its_record(
    page: RegisterPage, settle: Settle, program: Application
) -> None:
    field = page.head.declaration.field("user_unit")
    place = [c.key for c in page.table.rows.columns].index("user_unit")
    title = page.table.rows.row(0).cells[place].words
    number = int(next(iter(_units(program, settle, title))))
    popup = ColumnFilter(program.desk, field, page.list._narrow)
    popup.low.write(number, title)  # type: ignore[attr-defined]
    popup._keep()
    settle()
    rows = page.table.rows
    assert rows.rowCount() >= 1
    assert {
        rows.row(n).cells[place].words for n in range(min(rows.rowCount(), table_model.PAGE))
    } == {title}
    assert title in page.head.bar.findChild(Chip, "chip_user_unit").text()


def _units(program: Application, settle: Settle, title: str) -> list[int]:
    from_name: list[int] = []
    query = Query("unit", (Filter("name", "=", title),))
    job = program.jobs.read(_ids, query)
    job.done.connect(from_name.extend)
    settle()
    return from_name


def _ids(session: Any, query: Query) -> list[int]:
    return list(lists.ids_of(session, query))


def test_the_search_line_is_reached_by_its_name(window: MainWindow) -> None:
    assert window.findChild(QLineEdit, "search") is window.top.search
