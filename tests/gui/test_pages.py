"""The pages beside the register, on a real register: each does its work and says what it did."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from equipinspect.app.pasting import Block
from equipinspect.gui.application import Application
from equipinspect.gui.directory import ENTRIES
from equipinspect.gui.main_window import MainWindow

Settle = Callable[[], None]
HEAD = "设备代码\t使用登记证编号\t使用单位名称\t楼盘（小区）名称\t栋\t使用状态\t下次检验日期\n"


def type_in(field: QLineEdit, text: str) -> None:
    """Type as through an input method, replacing what is there."""
    field.setFocus()
    field.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.words], ids=lambda e: e.key)
def test_every_page_of_the_rail_opens_and_tells_how_it_is_used(
    window: MainWindow, settle: Settle, entry: Any
) -> None:
    window.rail.buttons[entry.key].click()
    settle()
    assert window.rail.buttons[entry.key].isChecked()
    window.help()
    assert window.said.notice.words.text() == window.page.help
    assert all(c.words for c in window.commands())


def test_a_sheet_is_previewed_imported_and_taken_back(
    window: MainWindow, settle: Settle, tmp_path: Path, said: Any
) -> None:
    sheet = tmp_path / "电梯.csv"
    rows = [
        "31101000020260001\t梯11陕C90001(26)\t新阳物业\t新阳花园\t1号楼\t在用\t2027-03",
        "31101000020260002\t梯11陕C90002(26)\t新阳物业\t新阳花园\t2号楼\t在用\t2027-99",
    ]
    sheet.write_text((HEAD + "\n".join(rows) + "\n").replace("\t", ","), "utf-8-sig")
    window.go("importing", kind="elevator", file=str(sheet))
    settle()
    page = window.page
    counts = {k: t.accessibleName() for k, t in page.view.tabs.tabs.items()}
    assert counts["new"] == "新增 1"
    assert counts["rejected"] == "退回 1"
    said.file = tmp_path / "退回.xlsx"
    page.rejects.click()
    settle()
    assert said.file.stat().st_size > 0
    page.apply.click()
    settle()
    assert "已导入 1 台（新 1，更新 0，不变 0），退回 1 行" in page.result.words.text()
    assert window.top.undo.text().startswith("撤销 导入")
    window.undo()
    settle()
    page.open_file(sheet)
    settle()
    assert page.plan.counts["new"] == 1


def test_a_file_that_is_no_sheet_is_refused_in_a_line(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"no workbook")
    window.go("importing", kind="elevator", file=str(wrong))
    settle()
    assert window.page.refusal.words.text()
    assert window.page.plan is None


def test_a_field_is_changed_in_bulk_after_seeing_every_line(
    window: MainWindow, settle: Settle
) -> None:
    register = window.page
    register.show_kind("elevator")
    settle()
    ids = {register.table.rows.row(n).id for n in range(3)}
    register.table.choose(ids)
    register.list.verbs.bulk()
    settle()
    page = window.page
    page.field.setCurrentIndex(page.field.findData("estate"))
    page.field.activated.emit(0)
    type_in(page._editor, "统一苑")
    settle()
    assert page.apply.text() == "写入 3 处"
    page.apply.click()
    settle()
    assert "已改 3 处" in window.said.notice.words.text()
    assert register.pane.record.id in ids
    assert register.pane.record.values["estate"] == "统一苑"


def test_a_pasted_block_is_compared_before_it_is_written(
    window: MainWindow, settle: Settle
) -> None:
    register = window.page
    register.show_kind("elevator")
    settle()
    rows = register.table.rows
    place = [c.key for c in rows.columns].index("estate")
    QApplication.clipboard().setText("甲苑\n乙苑\n")
    register.list.verbs.paste(0, place + 1)
    settle()
    page = window.page
    assert page.head.sentence.text() == "共 2 格：要改 2，相同 0，不能改 0"
    page.apply.click()
    settle()
    assert rows.index(0, place + 1).data() == "甲苑"
    assert rows.index(1, place + 1).data() == "乙苑"
    window.undo()
    settle()
    assert rows.index(0, place + 1).data() != "甲苑"


def test_a_block_that_repeats_the_heads_does_not_paste_them(window: MainWindow) -> None:
    rows = window.page.table.rows
    heads = "\t".join(c.label for c in rows.columns[:2])
    block = Block(f"{heads}\na\tb\n", rows.query, rows.columns, 0, 0)
    assert block.lines() == [["a", "b"]]


def _ready_to_issue(window: MainWindow, settle: Settle) -> Any:
    register = window.page
    register.show_kind("elevator")
    settle()
    register.head.bar.filters.toggle("in_use")
    register.narrow(register.head.bar.filters)
    settle()
    for row in range(register.table.rows.rowCount()):
        window.go("issue", number=register.table.rows.row(row).id)
        settle()
        if _choose_officers(window.page, settle):
            return window.page
    pytest.fail("no equipment of the demo is ready for a certificate")


def _choose_officers(page: Any, settle: Settle) -> bool:
    names = [page.officers[0].itemData(n) for n in range(1, page.officers[0].count())]
    good: list[int] = []
    for number in names:
        page.officers[0].setCurrentIndex(page.officers[0].findData(number))
        page._check()
        settle()
        expired = any("执法证" in n.words.text() for n in page.refusals.notices)
        good += [] if expired else [number]
        if len(good) == 2:
            break
    for box, number in zip(page.officers, good, strict=True):
        box.setCurrentIndex(box.findData(number))
    page._check()
    settle()
    return bool(page.issue.isEnabled())


def test_a_certificate_is_issued_kept_verified_and_voided(
    window: MainWindow, settle: Settle, tmp_path: Path, said: Any
) -> None:
    page = _ready_to_issue(window, settle)
    page.issue.click()
    settle()
    assert page.paper.preview.pages() == 1
    kept = tmp_path / "凭证.pdf"
    page.paper.save_to(kept)
    assert kept.read_bytes() == page.paper.preview.file.read_bytes()
    window.go("certificates", code=str(kept))
    settle()
    verdicts = window.page.verdicts
    assert verdicts.findChild(type(page.head.title), "verdict").text().startswith("真实有效")
    window.page.show_tab("issued")
    window.page.list.table.go_to(0)
    settle()
    window.page._void()
    settle()
    window.go("certificates", code=str(kept))
    settle()
    assert "作废" in verdicts.findChild(type(page.head.title), "verdict").text()


def test_a_refused_certificate_leads_to_what_is_missing(window: MainWindow, settle: Settle) -> None:
    register = window.page
    register.show_kind("elevator")
    settle()
    window.go("issue", number=register.table.rows.row(0).id)
    settle()
    page = window.page
    assert not page.issue.isEnabled()
    texts = [n.words.text() for n in page.refusals.notices]
    assert any("两名不同的执法人员" in t for t in texts)
    page.refusals.notices[0].link.click()
    settle()
    assert QApplication.focusWidget() is not None


def test_the_register_is_proved_backed_up_and_restored(
    window: MainWindow, settle: Settle, tmp_path: Path, said: Any, program: Application
) -> None:
    window.go("health")
    settle()
    page = window.page
    page.start.click()
    settle()
    assert page.verdict.words.text().startswith("台账完好")
    said.file = tmp_path / "copy.eqb"
    page._backup()
    settle()
    assert said.file.is_file()
    page._choose_file()
    settle()
    assert "电梯" in page.counts.words.text() or "设备" in page.counts.words.text()
    before = program.desk.info["path"]
    page.counts.link.click()
    settle()
    assert program.desk.info["path"] != before
    assert Path(before).is_file()


def test_a_setting_is_kept_and_the_text_size_remakes_the_window(
    window: MainWindow, settle: Settle, program: Application
) -> None:
    window.go("settings", section="window")
    settle()
    page = window.page
    type_in(page.form.findChild(QLineEdit, "text_scale"), "150")
    page._save()
    settle()
    assert program.look.percent == 150
    assert program.window is not window
    type_in(program.window.page.form.findChild(QLineEdit, "text_scale"), "300")
    program.window.page._save()
    settle()
    assert program.look.percent == 150
    assert program.window.page.refusal.words.text()
    program.dress("light", 100)
    settle()


def test_rules_to_confirm_stand_on_the_settings_page(window: MainWindow, settle: Settle) -> None:
    window.go("settings", section="confirm")
    settle()
    assert all(key.startswith("confirm.") for key in window.page.form.rows)
    assert window.page.form.rows


def test_a_finding_opens_the_rows_it_counts(window: MainWindow, settle: Settle) -> None:
    window.page.show_kind("unit")
    window.page.begin_new()
    window.page.pane.form.finish()
    type_in(window.page.pane.form.findChild(QLineEdit, "name"), "只有名称的单位")
    window.page.pane.save()
    settle()
    window.go("quality")
    settle()
    page = window.page
    count = page._findings[0].count
    page.table.on_open(0)
    settle()
    assert window.page.table.rows.rowCount() == count


def test_the_search_finds_by_two_characters_and_opens_the_record(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    register = window.page
    register.show_kind("elevator")
    settle()
    estate = next(
        c.words for c in register.table.rows.row(0).cells if c.words and "梯" not in c.words
    )
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    search = window.top.search
    type_in(search, estate[:2])
    settle()
    found = search.popup.words()
    assert found[0] == f"在当前列表中筛选“{estate[:2]}”"
    assert len(found) > 1
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    settle()
    assert register.pane.record is not None
    assert register.pane.record.title == found[1]


def test_commands_are_found_by_name(window: MainWindow, qtbot: QtBot) -> None:
    window.open_palette()
    line = window.findChild(QLineEdit, "commands")
    type_in(line, "体检")
    assert line.popup.words() == ["到体检"]
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.rail.buttons["health"].isChecked()


def test_a_new_office_begins_with_three_answers(
    program: Application, settle: Settle, home: Path
) -> None:
    program.begin(None)
    page = program.window.page
    page.begin.click()
    settle()
    assert page.problem.words.text()
    type_in(page.office, "某某区市场监督管理局")
    type_in(page.county, "610305")
    type_in(page.person, "张某某")
    page.begin.click()
    settle()
    assert program.desk.info["office"] == "某某区市场监督管理局"
    assert program.window.page.list.empty.isVisible()
    assert Path(program.desk.info["path"]).parent == home


def test_a_register_that_is_none_is_refused_on_the_first_page(
    program: Application, settle: Settle, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.eqi"
    wrong.write_bytes(b"no register at all, but long enough to be looked at")
    program.begin(wrong)
    settle()
    assert "wrong.eqi" in program.window.page.problem.words.text()
