"""The frame around the pages: top bar, status bar, said line, machine room, export, closing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from equipinspect.gui import application
from equipinspect.gui.application import Application
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.palette import SCHEMES

Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_status_bar_says_where_one_works(window: MainWindow) -> None:
    words = [label.text() for label in window.status.findChildren(QLabel)]
    assert "演示数据" in words
    assert "demo.eqi" in words
    assert any("麟游县" in w for w in words)


def test_the_top_bar_tells_day_and_undo(window: MainWindow) -> None:
    assert window.top._clock.text() == "2026年3月6日 周五 09:23"
    assert not window.top.undo.isEnabled()
    window.top.tell_undo("导入 1,204 项")
    assert window.top.undo.text() == "撤销 导入 1,204 项"


def test_the_menu_holds_all_commands(window: MainWindow) -> None:
    window.top.more.click()
    menu = window.top.findChild(QMenu)
    assert [a.text().split("\t")[0] for a in menu.actions()] == [c.words for c in window.commands()]
    menu.close()


@pytest.mark.parametrize("number", range(1, 7))
def test_pages_are_reached_by_digit(
    window: MainWindow, settle: Settle, qtbot: QtBot, number: int
) -> None:
    qtbot.keyClick(window, str(number), CONTROL)
    settle()
    assert [b.isChecked() for b in window.rail.buttons.values()].index(True) == number - 1


def test_what_is_said_goes_after_a_while(window: MainWindow) -> None:
    heard: list[int] = []
    window.say("已导入 1,204 台", "打开退回表", lambda: heard.append(1))
    assert window.said.isVisible()
    window.said.notice.link.click()
    assert heard == [1]
    assert window.said.isHidden()
    window.say("又一句")
    window.said._timer.timeout.emit()
    assert window.said.isHidden()


def test_the_machine_room_shows_one_record_large_and_dark(
    window: MainWindow, settle: Settle, program: Application
) -> None:
    window.room.toggle()
    settle()
    assert program.look.scheme == "dark"
    assert program.look.percent == 150
    assert window.rail.isHidden()
    assert window.page.list.isHidden()
    shown = window.page.pane.record.id
    window.page.step(1)
    settle()
    assert window.page.pane.record.id != shown
    window.room.toggle()
    settle()
    assert program.look.scheme == "light"
    assert window.page.list.isVisible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [(1366, 768), (1366, 690)])
def test_the_register_is_painted_in_every_palette(
    window: MainWindow, settle: Settle, program: Application, scheme: str, size: tuple[int, int]
) -> None:
    program.look.wear(program.qt, scheme, 100)
    window.resize(*size)
    settle()
    image = window.grab().toImage()
    ground = program.look.colour("base").name()
    table = window.page.table
    corner = table.viewport().mapTo(window, table.viewport().rect().bottomRight())
    assert image.pixelColor(corner.x() - 30, corner.y() - 3).name() in (
        ground,
        program.look.colour("line").name(),
    )
    assert (table.viewport().height() % 28) == 0
    program.look.wear(program.qt, "light", 100)


def test_a_list_is_exported_as_it_stands(
    window: MainWindow, settle: Settle, said: Any, tmp_path: Path
) -> None:
    said.file = tmp_path / "电梯.csv"
    window.page.show_kind("elevator")
    settle()
    window.page.list.verbs.export()
    settle()
    lines = said.file.read_text("utf-8-sig").splitlines()
    assert len(lines) == window.page.table.rows.rowCount() + 1
    assert "已导出" in window.said.notice.words.text()


def test_a_template_is_written_to_hand_out(
    window: MainWindow, settle: Settle, said: Any, tmp_path: Path
) -> None:
    said.file = tmp_path / "模板.xlsx"
    window.go("importing", kind="boiler")
    window.page._write_template()
    settle()
    assert said.file.stat().st_size > 0


def test_closing_asks_about_unsaved_words(window: MainWindow, said: Any) -> None:
    field = window.page.pane.form.findChild(QLineEdit, "estate") or next(
        iter(window.page.pane.form.findChildren(QLineEdit))
    )
    field.setText("别的")
    field.textEdited.emit("别的")
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    said.agree = False
    event = QCloseEvent()
    window.closeEvent(event)
    assert event.isAccepted()


def test_help_is_one_key_away(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.said.notice.words.text() == window.page.help


@pytest.mark.long
def test_a_demo_is_loaded_from_the_first_page(program: Application, qtbot: QtBot) -> None:
    program.begin(None)
    assert not program.window.rail.isVisible()
    program.window.page.demo.click()
    qtbot.waitUntil(lambda: not program.jobs.is_busy(), timeout=240_000)
    assert program.desk.info["demo"]
    assert program.window.rail.isVisible()


def test_a_missing_file_is_where_the_register_will_be(
    program: Application, settle: Settle, tmp_path: Path
) -> None:
    wanted = tmp_path / "新台账.eqi"
    program.begin(wanted)
    page = program.window.page
    assert str(wanted) in page.place.text()
    for edit, text in ((page.office, "某局"), (page.county, "610305"), (page.person, "张某某")):
        edit.setText(text)
    page.person.returnPressed.emit()
    settle()
    assert wanted.is_file()


@pytest.mark.parametrize(
    ("environment", "platform", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
    ],
)
def test_only_linux_can_be_without_a_desktop(
    environment: dict[str, str], platform: str, shown: bool
) -> None:
    assert application.has_display(environment, platform) is shown


def test_qts_own_buttons_are_chinese(program: Application) -> None:
    assert QApplication.translate("QPlatformTheme", "Cancel") == "取消"
