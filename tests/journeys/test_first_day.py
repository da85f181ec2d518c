"""The first day of an office in the window: from an Excel ledger to a certificate that verifies."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from equipinspect.gui.application import Application
from equipinspect.gui.messages import Messages

pytestmark = pytest.mark.qt_log_ignore(
    "does not support (propagateSizeHints|raise|grabbing)", extend=True
)
NOW = datetime(2026, 3, 6, 9, 23)
PASSPHRASE = "一二三四五六七八九"
HEAD = (
    "设备名称", "设备类别", "设备品种", "设备代码", "使用登记证编号", "使用单位名称", "维保单位名称",
    "使用地点", "楼盘（小区）名称", "使用状态", "下次检验日期",
)  # fmt: skip


class Answers(Messages):
    """Answers every passphrase alike."""

    def secret(self, question: str) -> str | None:
        return PASSPHRASE

    def crash(self, text: str) -> None:
        pytest.fail(text)


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, home: Path) -> Iterator[Application]:
    started = Application(qapp, home, lambda: NOW)
    started.desk.messages = Answers()
    started.window.resize(1366, 768)
    started.window.show()
    yield started
    started.window.hide()
    started.stop()
    started.window.deleteLater()


@pytest.fixture
def settle(qtbot: QtBot, program: Application) -> Callable[[], None]:
    def wait() -> None:
        qtbot.waitUntil(lambda: not program.jobs.is_busy(), timeout=20_000)

    return wait


def type_in(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def fill(page: Any, values: dict[str, str]) -> None:
    """Type a new record into the form and save it."""
    page.begin_new()
    page.pane.form.finish()
    for key, text in values.items():
        widget = page.pane.form.rows[key].widget
        type_in(getattr(widget, "line", widget), text)
    page.pane.save()


def ledger(path: Path) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("电梯")
    sheet.write_row(0, 0, ["某某区电梯台账"])
    sheet.write_row(1, 0, HEAD)
    for n in range(30):
        sheet.write_row(
            2 + n,
            0,
            [
                "乘客电梯", "曳引与强制驱动电梯", "曳引驱动乘客电梯", f"3110103052020{n:04}",
                f"梯11陕C{n:05}(20)", "新阳物业管理有限公司", "岐丰电梯维保有限公司",
                f"新阳路 1 号 {n} 栋", "新阳花园", "在用", "2027-02",
            ],
        )  # fmt: skip
    book.close()
    return path


Settle = Callable[[], None]


def begin_office(program: Application, settle: Settle) -> Any:
    """Answer the three questions, make a key, and enter two officers."""
    program.begin(None)
    start = program.window.page
    for edit, text in (
        (start.office, "某某区市场监督管理局"),
        (start.county, "610305"),
        (start.person, "张某某"),
    ):
        type_in(edit, text)
    start.begin.click()
    settle()
    window = program.window
    window.go("settings", section="keys")
    settle()
    window.page.keys.new.click()
    settle()
    window.go("register", kind="person")
    settle()
    card = {"is_officer": "是", "law_card_expires": "2028-12-31"}
    for name, number in (("李某某", "A001"), ("王某某", "A002")):
        fill(window.page, {"name": name, "law_card_no": number, **card})
        settle()
        assert window.page.pane.record is not None
    return window


def import_ledger(window: Any, settle: Settle, file: Path) -> None:
    window.go("importing", kind="elevator", file=str(file))
    settle()
    assert window.page.plan.counts["rejected"] == 0
    window.page.apply.click()
    settle()
    assert "已导入 30 台" in window.page.result.words.text()


def find(window: Any, settle: Settle, qtbot: QtBot, text: str) -> Any:
    """Find a record by a part of its code, with the keyboard alone."""
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    type_in(window.top.search, text)
    settle()
    qtbot.keyClick(window.top.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    settle()
    return window.page.pane.record


def issue(window: Any, settle: Settle, number: int) -> Any:
    window.go("issue", number=number)
    settle()
    page = window.page
    for box, name in zip(page.officers, ("李某某", "王某某"), strict=True):
        box.setCurrentIndex(box.findText(name, Qt.MatchFlag.MatchStartsWith))
    page.officers[0].activated.emit(0)
    settle()
    assert [n.words.text() for n in page.refusals.notices] == []
    page.issue.click()
    settle()
    return page.paper


def test_from_a_ledger_to_a_certificate(
    program: Application, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    window = begin_office(program, settle)
    import_ledger(window, settle, ledger(tmp_path / "台账.xlsx"))
    record = find(window, settle, qtbot, "20200007")
    assert record.values["reg_no"] == "梯11陕C00007(20)"
    kept = tmp_path / "凭证.pdf"
    issue(window, settle, record.id).save_to(kept)
    window.go("certificates", code=str(kept))
    settle()
    verdict = window.page.verdicts.findChild(type(window.page.head.title), "verdict")
    assert verdict.text() == "真实有效"
