"""The editors of a form: what they show at rest, what they take, and when they refuse."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from equipinspect.gui.application import Application
from equipinspect.gui.form import editors
from equipinspect.gui.form.choice_edit import ChoiceEdit
from equipinspect.gui.form.choices_edit import ChoicesEdit, Options
from equipinspect.gui.form.date_edit import DateEdit, DayPicker, MonthPicker
from equipinspect.gui.form.field_row import FieldRow
from equipinspect.gui.form.long_edit import LongEdit
from equipinspect.gui.form.ref_edit import RefEdit
from equipinspect.gui.form.text_edit import TextEdit
from equipinspect.gui.look import Look
from equipinspect.gui.main_window import MainWindow
from equipinspect.model.fields import Absent, Field, Option

Settle = Callable[[], None]
TODAY = date(2026, 3, 6)
STATUS = Field(
    "use_status",
    "使用状态",
    "choice",
    options=(Option("in_use", "在用", ("1",)), Option("stopped", "停用")),
)
ROLES = Field(
    "roles", "角色", "choices", options=(Option("user", "使用单位"), Option("maker", "制造"))
)


def type_in(widget: QWidget, text: str) -> None:
    """Type as through an input method, replacing what is there."""
    widget.setFocus()
    if isinstance(widget, QLineEdit):
        widget.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], Any]:
    """Return a function that shows a widget beside another that can take the focus."""

    kept: list[QWidget] = []

    def show(widget: QWidget) -> Any:
        around = QWidget()
        kept.append(around)
        qtbot.addWidget(around)
        widget.setParent(around)
        QLineEdit(around)
        around.resize(400, 200)
        around.show()
        around.activateWindow()
        return widget

    return show


def test_a_code_is_grouped_at_rest_and_plain_while_edited(
    look: Look, shown: Callable[[QWidget], Any], qtbot: QtBot
) -> None:
    edit = shown(TextEdit(Field("device_code", "设备代码", "code")))
    edit.write("31101000320180003")
    assert edit.text() == "3110 10003 2018 0003"
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    assert edit.text() == "31101000320180003"
    edit.clearFocus()
    assert edit.text() == "3110 10003 2018 0003"
    assert edit.read() == "31101000320180003"


def test_a_number_refuses_words_and_keeps_them(look: Look, shown: Callable[[QWidget], Any]) -> None:
    edit = shown(TextEdit(Field("floors", "层数", "integer")))
    type_in(edit, "一层")
    with pytest.raises(ValueError, match="应为整数"):
        edit.read()
    edit.clearFocus()
    assert edit.text() == "一层"


def test_a_stated_absence_is_a_value(look: Look, shown: Callable[[QWidget], Any]) -> None:
    edit = shown(DateEdit(look, Field("next", "下次", "due", absent=True), TODAY))
    type_in(edit, "设计规定不实施定期检验")
    assert edit.read() == Absent("设计规定不实施定期检验")
    edit.write(Absent("/"))
    assert edit.text() == "/"


def test_an_untouched_value_is_given_back_as_it_was(look: Look) -> None:
    edit = TextEdit(Field("note", "备注"))
    edit.write("  a  b ")
    assert edit.read() == "  a  b "


def test_a_name_stands_for_a_code(look: Look, shown: Callable[[QWidget], Any]) -> None:
    edit = shown(TextEdit(Field("county", "区县")))
    edit.write("610305", "凤翔区")
    assert edit.text() == "凤翔区"
    assert edit.read() == "610305"


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        ("date", "20260305", "2026-03-05"),
        ("date", "2026.3.5", "2026-03-05"),
        ("date", "3-5", "2026-03-05"),
        ("date", "2026年3月5日", "2026-03-05"),
        ("due", "2026.4", "2026-04"),
        ("due", "3-5", "2026-03-05"),
        ("month", "202604", "2026-04"),
    ],
)
def test_days_and_months_as_people_type_them(
    look: Look, shown: Callable[[QWidget], Any], kind: str, typed: str, read: str
) -> None:
    edit = shown(DateEdit(look, Field("day", "日期", kind), TODAY))
    type_in(edit, typed)
    assert edit.read() == read


def test_a_month_is_picked(look: Look, shown: Callable[[QWidget], Any], qtbot: QtBot) -> None:
    edit = shown(DateEdit(look, Field("next", "下次", "due"), TODAY))
    edit.write("2027-02")
    qtbot.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    picker = edit.findChild(MonthPicker)
    buttons = {b.text(): b for b in picker.findChildren(QPushButton)}
    buttons["›"].click()
    buttons["11 月"].click()
    assert edit.read() == "2028-11"


def test_a_day_is_picked(look: Look, shown: Callable[[QWidget], Any]) -> None:
    edit = shown(DateEdit(look, Field("last", "上次", "date"), TODAY))
    edit.open_picker()
    calendar = edit.findChild(DayPicker).findChild(QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 3, 6)
    calendar.clicked.emit(QDate(2026, 2, 1))
    assert edit.read() == "2026-02-01"


@pytest.mark.parametrize(("typed", "read"), [("停用", "stopped"), ("1", "in_use"), ("", None)])
def test_a_choice_takes_labels_and_aliases(
    look: Look, shown: Callable[[QWidget], Any], typed: str, read: str | None
) -> None:
    edit = shown(ChoiceEdit(look, STATUS))
    edit.write("in_use")
    assert edit.currentText() == "在用"
    edit.setEditText(typed)
    edit.line.textEdited.emit(typed)
    assert edit.read() == read
    edit.settle()
    assert edit.currentText() == STATUS.show(read)


def test_a_choice_refuses_what_is_none(look: Look, shown: Callable[[QWidget], Any]) -> None:
    edit = shown(ChoiceEdit(look, STATUS))
    edit.setEditText("飞了")
    edit.line.textEdited.emit("飞了")
    with pytest.raises(ValueError, match="不在可选值中"):
        edit.read()


def test_several_choices_are_ticked_or_typed(
    look: Look, shown: Callable[[QWidget], Any], qtbot: QtBot
) -> None:
    edit = shown(ChoicesEdit(look, ROLES))
    edit.write("user")
    assert edit.text() == "使用单位"
    edit.open_options()
    ticks = edit.findChild(Options).list
    ticks.setCurrentRow(1)
    qtbot.keyClick(ticks, Qt.Key.Key_Space)
    assert edit.read() == "user、maker"
    type_in(edit, "制造")
    assert edit.read() == "maker"


def test_long_text_takes_lines_and_leaves_enter_to_the_form(
    look: Look, shown: Callable[[QWidget], Any], qtbot: QtBot
) -> None:
    edit = shown(LongEdit(look, Field("note", "备注", "longtext")))
    edit.write("一")
    heard: list[int] = []
    edit.on_edited = lambda: heard.append(1)
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.toPlainText() == "一"
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert edit.toPlainText().count("\n") == 1
    assert heard


@pytest.mark.parametrize(
    ("kind", "editor"),
    [
        ("text", TextEdit), ("code", TextEdit), ("integer", TextEdit), ("money", TextEdit),
        ("longtext", LongEdit), ("date", DateEdit), ("month", DateEdit), ("due", DateEdit),
        ("choice", ChoiceEdit), ("yes_no", ChoiceEdit), ("choices", ChoicesEdit), ("ref", RefEdit),
    ],
)  # fmt: skip
def test_every_kind_has_an_editor_named_after_its_field(
    program: Application, kind: str, editor: type
) -> None:
    made = editors.make(program.desk, Field("key", "名称", kind, help="怎么填"))
    assert isinstance(made, editor)
    assert made.objectName() == "key"
    assert made.accessibleName() == "名称"
    assert made.accessibleDescription() == "怎么填"


@pytest.fixture
def unit(window: MainWindow, program: Application, qtbot: QtBot) -> RefEdit:
    """An editor that refers to a unit, on the window."""
    edit = RefEdit(program.desk, Field("user_unit", "使用单位", "ref", refers="unit"))
    edit.setParent(window)
    edit.show()
    edit.setFocus()
    return edit


def test_a_reference_is_found_as_one_types(
    unit: RefEdit, program: Application, settle: Settle, qtbot: QtBot
) -> None:
    type_in(unit, "麟游")
    with pytest.raises(ValueError, match="没有选定单位"):
        unit.read()
    settle()
    assert unit.popup.isVisible()
    first = unit.popup.item(0).data(Qt.ItemDataRole.UserRole)
    qtbot.keyClick(unit, Qt.Key.Key_Return)
    assert unit.read() == first[0]
    assert unit.text() == first[1]
    assert not unit.popup.isVisible()


def test_a_reference_that_is_not_there_is_made(unit: RefEdit, settle: Settle, qtbot: QtBot) -> None:
    type_in(unit, "从未见过的单位")
    settle()
    last = unit.popup.item(unit.popup.count() - 1)
    assert last.text() == "＋ 新建单位“从未见过的单位”"
    qtbot.keyClick(unit, Qt.Key.Key_Up)
    unit.popup.setCurrentItem(last)
    qtbot.keyClick(unit, Qt.Key.Key_Return)
    settle()
    assert isinstance(unit.read(), int)


def test_a_reference_is_taken_away(unit: RefEdit) -> None:
    unit.write(7, "某单位")
    type_in(unit, "")
    unit.clear()
    unit.textEdited.emit("")
    assert unit.read() is None


def test_a_row_marks_what_looks_odd_and_what_is_refused(program: Application) -> None:
    field = Field("floors", "层数", "integer", minimum="1", maximum="100")
    row = FieldRow(program.desk, field, lambda: None)
    row.start(300)
    assert row.widget.property("bad")
    row.refuse("必填")
    assert row._notice is not None
    assert row._notice.words.text() == "必填"
    row.start(3)
    assert not row.widget.property("bad")
    assert row.value() == 3
    assert not row.is_changed()
