"""The merge desk: files come in, conflicts are decided by digit keys, the week's work goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from equipinspect import RESOURCES
from equipinspect.app import enrolling, handing_in, records
from equipinspect.app.enrolling import Wanted as Enrolled
from equipinspect.app.handing_in import Wanted
from equipinspect.app.office import Place, open_session
from equipinspect.app.session import Session
from equipinspect.gui.application import Application
from equipinspect.gui.pages.exchange import BOARD, DEVICES, DUPLICATES, ExchangePage
from tests.gui.conftest import NOW, Said
from tests.ledgers import add, rows_of

Settle = Callable[[], None]


@pytest.fixture
def laptop(register: Path, tmp_path: Path) -> Iterator[Session]:
    """The same register taken to another computer before anything else happened."""
    path = tmp_path / "laptop.eqi"
    copyfile(register, path)
    session = open_session(path, Place(RESOURCES, tmp_path / "laptop-home", lambda: NOW))
    yield session
    session.close()


@pytest.fixture
def page(program: Application, register: Path, settle: Settle) -> ExchangePage:
    program.begin(register)
    settle()
    program.desk.go("exchange")
    settle()
    shown = program.window.page
    assert isinstance(shown, ExchangePage)
    return shown


def first_lift(session: Session) -> int:
    return rows_of(session, "elevator")[0].id


def renamed(session: Session, number: int, name: str) -> None:
    records.save(session, records.read(session, number), {"serial_no": name})


def enrolled(program: Application, laptop: Session, settle: Settle) -> None:
    own = next(d for d in enrolling.devices(laptop) if d.state == enrolling.SELF)
    wanted = Enrolled(own.fingerprint, "赵执法", "officer", "", "城关所 07 号机")
    program.jobs.run(enrolling.enrol, wanted)
    settle()


def test_the_empty_desk_says_what_to_do(page: ExchangePage) -> None:
    assert page.conflicts.left == 0
    assert page.conflicts.empty.isVisible()
    assert "拖进来" in page.side.hint.text()


def test_the_weeks_work_is_written_to_a_file(
    page: ExchangePage, program: Application, settle: Settle, tmp_path: Path
) -> None:
    said = program.desk.messages
    assert isinstance(said, Said)
    said.file = tmp_path / "交活.eqx"
    page.hand_in.click()
    settle()
    assert said.file.is_file()
    assert "一样不缺" in program.window.said.notice.words.text()


def test_a_conflict_is_decided_by_its_digit(
    page: ExchangePage,
    program: Application,
    laptop: Session,
    settle: Settle,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    enrolled(program, laptop, settle)
    lift = first_lift(laptop)
    renamed(laptop, lift, "乙机写的")
    program.jobs.run(renamed, lift, "甲机写的")
    settle()
    file = tmp_path / "乙.eqx"
    handing_in.hand_in(laptop, file, Wanted(full=True))
    page._merge([file])
    settle()
    [row] = page.side.rows
    assert row.handed.result == "merged"
    assert page.conflicts.left == 1
    shown = [one.words for one in page.conflicts._open[0].said]
    assert sorted(shown) == ["乙机写的", "甲机写的"]
    qtbot.keyClick(page.conflicts, Qt.Key.Key_1 + shown.index("乙机写的"))
    settle()
    assert page.conflicts.left == 0
    assert "已裁定" in program.window.said.notice.words.text()
    done = program.jobs.read(records.read, lift)
    with qtbot.waitSignal(done.done) as answer:
        pass
    assert answer.args[0].values["serial_no"] == "乙机写的"


def test_another_value_can_be_typed(
    page: ExchangePage,
    program: Application,
    laptop: Session,
    settle: Settle,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    enrolled(program, laptop, settle)
    lift = first_lift(laptop)
    renamed(laptop, lift, "乙机写的")
    program.jobs.run(renamed, lift, "甲机写的")
    settle()
    file = tmp_path / "乙.eqx"
    handing_in.hand_in(laptop, file, Wanted(full=True))
    page._merge([file])
    settle()
    qtbot.keyClick(page.conflicts, Qt.Key.Key_0)
    page.conflicts.other.setText("丙")
    page.conflicts.other.returnPressed.emit()
    settle()
    assert page.conflicts.left == 0


def test_a_file_that_is_none_says_why(
    page: ExchangePage, program: Application, settle: Settle, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.eqx"
    bad.write_bytes(b"not a file of ours")
    page._merge([bad])
    settle()
    [row] = page.side.rows
    row.click()
    assert page.side.reason.isVisible()
    assert "没有接受" in program.window.said.notice.words.text()


def test_an_unknown_laptop_waits_until_it_is_enrolled_in_the_window(
    page: ExchangePage, program: Application, laptop: Session, settle: Settle, tmp_path: Path
) -> None:
    own = next(d for d in enrolling.devices(laptop) if d.state == enrolling.SELF)
    add(laptop, "unit", name="新来的物业公司")
    file = tmp_path / "乙.eqx"
    handing_in.hand_in(laptop, file, Wanted(full=True))
    page.tabs.choose(DEVICES)
    page._show_tab(DEVICES)
    settle()
    page.devices.fingerprint.setText(own.digits)
    page.devices.person.setText("赵执法")
    page.devices.role.setCurrentIndex(page.devices.role.findData("officer"))
    page.devices.enrol.click()
    settle()
    assert "已登记" in program.window.said.notice.words.text()
    page._merge([file])
    settle()
    assert page.side.rows[0].handed.result == "merged"


def test_the_last_merge_is_taken_back(
    page: ExchangePage, program: Application, laptop: Session, settle: Settle, tmp_path: Path
) -> None:
    enrolled(program, laptop, settle)
    add(laptop, "unit", name="新来的物业公司")
    file = tmp_path / "乙.eqx"
    handing_in.hand_in(laptop, file, Wanted(full=True))
    page._merge([file])
    settle()
    page.undo.click()
    settle()
    assert "已撤回" in program.window.said.notice.words.text()
    assert page.side.rows == []


def test_two_records_of_one_lift_are_said_to_be_one(
    page: ExchangePage, program: Application, settle: Settle
) -> None:
    def twice(session: Session) -> None:
        for _time in range(2):
            add(session, "unit", name="重复物业有限公司", credit_code="")

    program.jobs.run(twice)
    settle()
    page.tabs.choose(DUPLICATES)
    page._show_tab(DUPLICATES)
    settle()
    before = len(page.duplicates.pairs)
    assert before
    page.duplicates.table.selectRow(0)
    page.duplicates.one.click()
    settle()
    assert len(page.duplicates.pairs) == before - 1


def test_the_board_says_who_has_not_handed_in_and_writes_what_goes_back(
    page: ExchangePage, program: Application, laptop: Session, settle: Settle, tmp_path: Path
) -> None:
    enrolled(program, laptop, settle)
    page._show_tab(BOARD)
    settle()
    assert [each.handed_in for each in page.board.board] == [False]
    file = tmp_path / "乙.eqx"
    handing_in.hand_in(laptop, file, Wanted(full=True))
    page._merge([file])
    settle()
    page._show_tab(BOARD)
    settle()
    assert [each.handed_in for each in page.board.board] == [True]
    said = program.desk.messages
    assert isinstance(said, Said)
    said.file = tmp_path / "返回.eqx"
    page.board.table.selectRow(0)
    page.board.back.click()
    settle()
    assert said.file.is_file()
    assert "返回文件已写好" in program.window.said.notice.words.text()
