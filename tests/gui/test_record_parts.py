"""The pane of a record: its head, due dates, history and photos."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from equipinspect import RESOURCES
from equipinspect.app.histories import Event
from equipinspect.app.records import Record
from equipinspect.gui.application import Application
from equipinspect.gui.look import Look
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.pages.register import RegisterPage
from equipinspect.gui.record.due_view import DueLine, DueView
from equipinspect.gui.record.head import RecordHead
from equipinspect.gui.record.history_view import HistoryView
from equipinspect.gui.record.save_bar import SaveBar
from equipinspect.model import declarations
from equipinspect.model.rules import load_rules
from equipinspect.model.schedule import Due

Settle = Callable[[], None]
LIFT = declarations.load(RESOURCES).get("elevator")
TODAY = date(2026, 3, 6)
LATE = Due(
    "inspection", "定期检验", "2026-02", date(2026, 2, 28), date(2026, 1, 31), "reported", "", "EL-INS",
    True,
)  # fmt: skip


def record(*dues: Due, **values: Any) -> Record:
    return Record(
        id=1, kind="elevator", title="锦绣苑 3号楼", values={"use_status": "in_use", **values},
        titles={}, seen={}, marks={}, dues=list(dues), conflicts=0, deleted=False,
    )  # fmt: skip


def _words(widget: Any) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> RegisterPage:
    found = window.page
    assert isinstance(found, RegisterPage)
    found.show_kind("elevator")
    settle()
    return found


def test_the_head_says_what_is_overdue_and_leads_to_the_report(look: Look, qtbot: QtBot) -> None:
    heard: list[int] = []
    head = RecordHead(look)
    qtbot.addWidget(head)
    head.show_record(record(LATE), LIFT, TODAY, lambda: heard.append(1))
    assert head.title.text() == "锦绣苑 3号楼"
    assert head.state.text() == "在用"
    assert head.notice.words.text() == "定期检验超期 6 天：应于 2026-02"
    head.notice.link.click()
    assert heard == [1]


def test_a_rule_that_is_not_confirmed_raises_no_red(look: Look, qtbot: QtBot) -> None:
    head = RecordHead(look)
    qtbot.addWidget(head)
    head.show_record(record(LATE._replace(confirmed=False)), LIFT, TODAY, lambda: None)
    assert head.notice.isHidden()


def test_every_clock_says_where_its_date_comes_from(program: Application, qtbot: QtBot) -> None:
    view = DueView(program.desk)
    qtbot.addWidget(view)
    program.desk.info["due_policy"] = load_rules(RESOURCES).due
    moved = LATE._replace(source="postponed", original="2025-12")
    view.show_dues([moved], TODAY, True)
    words = _words(view)
    assert "经批准延期" in words
    assert "2025-12" in words
    assert "2026-01-31" in words
    assert view.findChild(DueLine).accessibleName() == "超期 6 天"
    view.show_dues([moved], TODAY, False)
    lines = [w for w in view.findChildren(DueLine) if w.accessibleName() == "停用不计"]
    assert lines
    view.resize(300, 400)
    assert not view.grab().isNull()


def test_no_clock_is_said_in_words(program: Application, qtbot: QtBot) -> None:
    view = DueView(program.desk)
    qtbot.addWidget(view)
    view.show_dues([], TODAY, True)
    assert any("没有可以推算的期限" in w for w in _words(view))


def test_history_gathers_what_one_action_changed(program: Application, qtbot: QtBot) -> None:
    view = HistoryView(program.desk)
    qtbot.addWidget(view)
    when = "2026-03-05T16:18:00+08:00"
    view.show_events(
        [
            Event(when, "赵某某", "set", "复查时在用", "use_status", "使用状态", "停用", "在用"),
            Event(when, "赵某某", "set", "复查时在用", "estate", "楼盘", "", "锦绣苑"),
            Event("2026-03-01T08:00:00+08:00", "王某某", "add", "", "*", "新建", "", ""),
        ]
    )
    words = _words(view)
    assert sum("赵某某" in w for w in words) == 1
    assert "理由：复查时在用" in words
    assert "使用状态　停用 → 在用" in words
    assert "楼盘　（空） → 锦绣苑" in words
    assert any("王某某　新增" in w for w in words)


def test_the_save_bar_counts_changes(look: Look, qtbot: QtBot) -> None:
    bar = SaveBar(look)
    qtbot.addWidget(bar)
    assert not bar.save.isEnabled()
    assert bar.words.text() == "没有改动"
    bar.tell(2)
    assert bar.save.isEnabled()
    bar.saved("09:23")
    bar.tell(1)
    assert bar.words.text() == "改了 1 处　最后保存 09:23"


def test_history_and_dues_of_a_real_record(page: RegisterPage, settle: Settle) -> None:
    views = page.pane.views
    views.show_tab("history")
    settle()
    assert _words(views.history)
    views.show_tab("dues")
    assert _words(views.dues)


def test_a_photo_is_kept_and_shown(
    page: RegisterPage, settle: Settle, said: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("gray"))
    said.file = tmp_path / "铭牌.png"
    image.save(str(said.file))
    qtbot.keyClick(page.pane, Qt.Key.Key_F8)
    settle()
    photos = page.pane.views.photos
    assert any("铭牌" in w for w in _words(photos))
    opens = [b for b in photos.findChildren(QPushButton) if b.text() == "打开原图"]
    assert opens
    assert opens[0].isEnabled()


def test_restoring_takes_back_what_was_typed(page: RegisterPage) -> None:
    field = page.pane.form.findChild(QLineEdit, "estate")
    before = field.text()
    field.setText("别的")
    field.textEdited.emit("别的")
    assert page.pane.unsaved() == 1
    page.pane.bar.restore.click()
    assert field.text() == before
    assert page.pane.unsaved() == 0


def test_a_section_opens_its_folded_fields(page: RegisterPage) -> None:
    form = page.pane.form
    section = next(s for s in form._sections if s._more.isVisibleTo(s))
    before = len(form.rows)
    section._more.click()
    form.finish()
    assert len(form.rows) > before
    assert section._more.isHidden()


def test_saving_and_beginning_another(page: RegisterPage, settle: Settle, qtbot: QtBot) -> None:
    page.begin_new()
    page.pane.form.finish()
    for key, text in (("estate", "连续苑"), ("reg_no", "梯11陕C08888(26)")):
        field = page.pane.form.findChild(QLineEdit, key)
        field.setText(text)
        field.textEdited.emit(text)
    page.pane.save_and_new()
    settle()
    assert page.pane.record is None
    assert page.pane.head.title.text() == "新增电梯"
    assert page.pane.form.findChild(QLineEdit, "estate").text() == ""


def test_a_removed_record_leaves_the_list(page: RegisterPage, settle: Settle, said: Any) -> None:
    said.answer = "重复登记"
    before = page.table.rows.rowCount()
    page.begin_new()
    page.pane.form.finish()
    for key, text in (("estate", "多余苑"), ("reg_no", "梯11陕C07777(26)")):
        field = page.pane.form.findChild(QLineEdit, key)
        field.setText(text)
        field.textEdited.emit(text)
    page.pane.save()
    settle()
    assert page.pane.record is not None
    page.list.verbs.remove(page.pane.record.id)
    settle()
    assert page.table.rows.rowCount() == before
