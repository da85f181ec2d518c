"""A visit in the window: begun, judged and signed by keyboard alone, and back as a draft after a crash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from equipinspect.app import hazard_lists, preferences, records
from equipinspect.app.drafts import Mark
from equipinspect.app.lists import Filter
from equipinspect.app.session import Session
from equipinspect.gui.application import Application
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.pages.checks import BEGINNING, CLOSING, DONE, VISIT, ChecksPage
from equipinspect.gui.widgets.notice import Notice
from tests.gui.conftest import Said
from tests.ledgers import add

Settle = Callable[[], None]
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PRESSED = QEvent.Type.KeyPress
CARD = {"law_card_expires": "2028-12-31", "is_officer": "是", "active": "是"}
UNIT = "秋实物业有限公司"


def scene(session: Session) -> None:
    """Two officers, a unit, two lifts, and what the directive's foot names."""
    preferences.change(session, {"document_letter": "宝", "review_body": "麟游县人民政府",
                                 "court": "麟游县人民法院"})  # fmt: skip
    for name in ("甄一一", "甄二二"):
        add(session, "person", name=name, law_card_no=f"SC-{name}", **CARD)
    add(session, "unit", name=UNIT, roles="使用单位", legal_person="秦大有", principal="秦大有",
        address="秋实路 1 号", county="麟游县")  # fmt: skip
    for n in (1, 2):
        add(session, "elevator", device_code=f"3110100032018999{n}", name="曳引驱动乘客电梯",
            address=f"秋实路 1 号 {n} 号楼", use_status="在用", inspection_next="2027-05",
            reg_no=f"梯11陕C9999{n}(18)", user_unit=UNIT, county="麟游县")  # fmt: skip


@pytest.fixture
def page(window: MainWindow, program: Application, settle: Settle) -> ChecksPage:
    program.jobs.run(scene)
    settle()
    program.desk.go("checks")
    settle()
    shown = program.window.page
    assert isinstance(shown, ChecksPage)
    return shown


def focused(program: Application) -> QWidget:
    found = program.qt.focusWidget()
    assert found is not None
    return found


def key(program: Application, which: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    """Press a key where the focus is, as a person does."""
    QTest.keyClick(focused(program), which, modifier or Qt.KeyboardModifier.NoModifier)


def typed(program: Application, text: str) -> None:
    for letter in text:
        plain = Qt.KeyboardModifier.NoModifier
        program.qt.sendEvent(focused(program), QKeyEvent(PRESSED, 0, plain, letter))


def pick(program: Application, settle: Settle, text: str) -> None:
    """Type into a reference and take what it offers first."""
    typed(program, text)
    settle()
    key(program, Qt.Key.Key_Return)
    key(program, Qt.Key.Key_Return)
    settle()


def begin(page: ChecksPage, program: Application, settle: Settle) -> None:
    """Choose the unit, both officers and both lifts, and begin."""
    pick(program, settle, UNIT)
    pick(program, settle, "甄一一")
    pick(program, settle, "甄二二")
    page.beginning.devices.setFocus(Qt.FocusReason.TabFocusReason)
    key(program, Qt.Key.Key_Space)
    key(program, Qt.Key.Key_Down)
    key(program, Qt.Key.Key_Space)
    assert len(page.beginning.devices.ticked()) == 2
    key(program, Qt.Key.Key_Return, CONTROL)
    settle()
    assert page.stack.currentIndex() == VISIT


def judge_all(page: ChecksPage, program: Application, settle: Settle) -> None:
    while page.visit.view is not None and page.visit.view.page.left:
        key(program, Qt.Key.Key_N, ALT)
        settle()
        key(program, Qt.Key.Key_1)
        settle()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "现场.png"
    Image.new("RGB", (640, 480), "navy").save(path)
    return path


def fail_second(page: ChecksPage, program: Application, settle: Settle, photo: Path) -> Mark:
    """Judge the first item well and the second badly, with words and a photo; return what was kept."""
    said = program.desk.messages
    assert isinstance(said, Said)
    key(program, Qt.Key.Key_1)
    key(program, Qt.Key.Key_2)
    settle()
    typed(program, "控制柜内门锁回路有跨接线")
    said.file = photo
    key(program, Qt.Key.Key_F8)
    settle()
    key(program, Qt.Key.Key_Escape)
    settle()
    assert page.visit.view is not None
    marks = page.visit.view.page.draft.parts[0].marks.values()
    [failed] = [m for m in marks if m.verdict == "fail"]
    return failed


def sign(page: ChecksPage, program: Application, settle: Settle) -> None:
    """End the visit, write who signed on paper, and sign."""
    key(program, Qt.Key.Key_Return, CONTROL)
    settle()
    assert page.stack.currentIndex() == CLOSING
    typed(program, "已签名")
    key(program, Qt.Key.Key_Return)
    typed(program, "秦大有")
    key(program, Qt.Key.Key_Return)
    settle()
    assert page.closing.ready.isVisible()
    key(program, Qt.Key.Key_Return, CONTROL)
    settle()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_whole_visit_by_keyboard(
    page: ChecksPage, program: Application, settle: Settle, photo: Path, scheme: str
) -> None:
    program.desk.dress(scheme, 100)
    begin(page, program, settle)
    assert len(page.visit.parts.buttons) == 2
    failed = fail_second(page, program, settle, photo)
    assert failed.words == "控制柜内门锁回路有跨接线"
    assert len(failed.photos) == 1
    judge_all(page, program, settle)
    sign(page, program, settle)
    assert page.stack.currentIndex() == DONE
    assert [h.values["description"] for h in page.done.hazards] == [failed.words]
    said = program.desk.messages
    assert isinstance(said, Said)
    for name, letter in (("指令书.pdf", Qt.Key.Key_D), ("记录.pdf", Qt.Key.Key_P)):
        said.file = photo.with_name(name)
        key(program, letter, ALT)
        settle()
        assert said.file.read_bytes().startswith(b"%PDF-")
    assert page.done.hazards == []


def test_a_visit_cut_off_is_offered_and_not_restored_unasked(
    page: ChecksPage, program: Application, register: Path, settle: Settle, photo: Path
) -> None:
    begin(page, program, settle)
    name = page.visit.name
    fail_second(page, program, settle, photo)
    program.begin(register)  # as after a crash: nobody left the page
    settle()
    program.desk.go("checks")
    settle()
    again = program.window.page
    assert isinstance(again, ChecksPage)
    assert again is not page
    assert again.stack.currentIndex() == BEGINNING
    assert "没有结束" in again.beginning.offer.words.text()
    key(program, Qt.Key.Key_J, ALT)
    settle()
    assert again.visit.name == name
    assert again.visit.view is not None
    assert (again.visit.view.page.judged, again.visit.view.page.failed) == (2, 1)


def test_ctrl_and_a_digit_judge_inside_the_words(
    page: ChecksPage, program: Application, settle: Settle, photo: Path
) -> None:
    begin(page, program, settle)
    key(program, Qt.Key.Key_2)
    settle()
    at = page.visit.items.at
    typed(program, "第 4 项")
    key(program, Qt.Key.Key_3, CONTROL)
    settle()
    assert program.window.page is page
    mark = page.visit.items.rows[at].item.mark
    assert (mark.verdict, mark.words) == ("nearly", "第 4 项")


def test_a_visit_put_aside_is_no_crash(
    page: ChecksPage, program: Application, settle: Settle
) -> None:
    begin(page, program, settle)
    page.put_aside()
    settle()
    assert page.stack.currentIndex() == BEGINNING
    assert not page.beginning.offer.isVisible()
    assert [d.crashed for d in page.beginning._drafts] == [False]


def test_what_is_missing_is_said_and_leads_there(
    page: ChecksPage, program: Application, settle: Settle
) -> None:
    begin(page, program, settle)
    key(program, Qt.Key.Key_Return, CONTROL)
    settle()
    key(program, Qt.Key.Key_Return, CONTROL)
    settle()
    assert page.stack.currentIndex() == CLOSING
    notices = [n for n in page.closing.findChildren(Notice) if n.link.text()]
    assert notices
    notices[-1].link.click()
    settle()
    assert page.stack.currentIndex() == VISIT


def test_a_visit_is_begun_from_a_record(
    page: ChecksPage, program: Application, settle: Settle
) -> None:
    program.desk.go("register", kind="unit")
    settle()
    register = program.window.page
    [check] = [c for c in register.commands() if c.words == "检查这家单位"]
    check.run()
    settle()
    assert program.window.page is page
    assert isinstance(page.beginning.boxes.rows["unit"].value(), int)


def test_a_visit_is_stopped_with_its_reason_and_refused_with_proof(
    page: ChecksPage, program: Application, settle: Settle, photo: Path
) -> None:
    begin(page, program, settle)
    page.finish()
    settle()
    typed(program, "拒绝签名")
    page.closing.stop.rows["termination"].widget.setFocus()
    typed(program, "现场停电")
    page.closing.signing.rows["refusal_note"].widget.setFocus()
    typed(program, "负责人拒绝")
    page.closing.terminate.click()
    said = program.desk.messages
    assert isinstance(said, Said)
    said.file = photo
    page.closing.evidence.click()
    settle()
    page.finish()
    settle()
    assert page.stack.currentIndex() == DONE
    assert page.done.hazards == []


def signed_with_directive(
    page: ChecksPage, program: Application, settle: Settle, photo: Path
) -> None:
    """Make a visit with one failed item, sign it, and issue the directive."""
    begin(page, program, settle)
    fail_second(page, program, settle, photo)
    judge_all(page, program, settle)
    sign(page, program, settle)
    said = program.desk.messages
    assert isinstance(said, Said)
    said.file = photo.with_name("指令书.pdf")
    key(program, Qt.Key.Key_D, ALT)
    settle()
    said.file = photo


def sign_again(page: ChecksPage, program: Application, settle: Settle) -> None:
    page.finish()
    settle()
    page.closing.signing.rows["sign_state"].widget.setFocus()
    typed(program, "已签名")
    key(program, Qt.Key.Key_Return)
    typed(program, "秦大有")
    page.finish()
    settle()
    assert page.stack.currentIndex() == DONE


@pytest.mark.parametrize(("result", "state"), [("合格", "rechecked"), ("不合格", "rectifying")])
def test_a_recheck_is_made_in_the_window(
    page: ChecksPage, program: Application, settle: Settle, photo: Path, result: str, state: str
) -> None:
    signed_with_directive(page, program, settle, photo)
    first = page.done.check
    page.done.recheck.click()
    settle()
    [box] = page.visit.rechecks.rows.values()
    assert not page.visit.items.isVisible()
    page.finish()
    settle()
    assert not page.visit.story.isVisible()
    [link] = [n.link for n in page.closing.findChildren(Notice) if "复查结论" in n.words.text()]
    link.click()
    assert page.stack.currentIndex() == VISIT
    assert box.boxes.rows["recheck_result"].widget is focused(program)
    typed(program, result)
    key(program, Qt.Key.Key_Return)
    typed(program, "已逐处看过")
    page.visit.flush()
    settle()
    until = box.boxes.rows["deadline"]
    assert until.isVisible() is (state == "rectifying")
    if until.isVisible():
        until.widget.setFocus()
        typed(program, "2026-03-20")
    key(program, Qt.Key.Key_F8)
    settle()
    assert len(box.photos.thumbnails) == 1
    sign_again(page, program, settle)
    assert page.done.check != first

    def look(session: Session) -> None:
        [row] = hazard_lists.rows(session, [Filter("check", "=", str(first))])
        assert row.values["state"] == state
        assert records.read(session, page.done.check).values["follows"] == first

    program.desk.watched(program.jobs.run(look))
    settle()


def test_a_draft_is_submitted_and_sent_back_with_a_note(
    page: ChecksPage, program: Application, settle: Settle
) -> None:
    begin(page, program, settle)
    page.finish()
    settle()
    review = page.closing.review
    assert not review.send_back.isVisible()
    review.submit.click()
    settle()
    assert "等负责人审核" in review.state.text()
    said = program.desk.messages
    assert isinstance(said, Said)
    said.answer = "第 3 项请写清应检月份"
    review.send_back.click()
    settle()
    assert said.answer in review.state.text()
    assert said.answer in page.foot.returned.text()
    assert review.submit.isVisible()
    review.submit.click()
    settle()
    page.put_aside()
    settle()
    assert [d.submitted for d in page.beginning._drafts] == [True]


def test_a_signed_visit_is_corrected_by_a_record_that_points_to_it(
    page: ChecksPage, program: Application, settle: Settle, photo: Path
) -> None:
    signed_with_directive(page, program, settle, photo)
    first, form = page.done.check, page.done.amending
    page.done.amend.click()
    settle()
    assert form.isVisible()
    form.write.click()
    settle()
    assert form.isVisible()
    assert page.done.check == first
    form.boxes.rows["findings"].widget.setFocus()
    typed(program, "联系人应为秋实二")
    form.write.click()
    settle()
    assert page.done.check != first
    assert not form.isVisible()

    def look(session: Session) -> None:
        values = records.read(session, page.done.check).values
        assert (values["corrects"], values["findings"]) == (first, "联系人应为秋实二")

    program.desk.watched(program.jobs.run(look))
    settle()


def test_a_severe_hazard_and_a_major_one_fixed_on_the_spot_say_what_the_law_asks(
    page: ChecksPage, program: Application, settle: Settle, photo: Path
) -> None:
    begin(page, program, settle)
    hazard = fail_second(page, program, settle, photo).hazard
    assert "severe_57" not in hazard
    judging = page.visit.items.judging
    shown = judging.consequence
    assert judging.item is not None
    at, severe = judging.at, shown.severe
    assert not shown.progress.isVisible()
    place = severe.findData("25-3")
    severe.setCurrentIndex(place)
    severe.activated.emit(place)
    settle()
    clause = next(n for n in range(1, shown.criterion.count()))
    shown.criterion.setCurrentIndex(clause)
    shown.criterion.activated.emit(clause)
    settle()
    key(program, Qt.Key.Key_Z, ALT)
    settle()
    assert shown.progress.isVisible()
    page.finish()
    settle()
    asked = [n for n in page.closing.findChildren(Notice) if "写明整改情况" in n.words.text()]
    asked[0].link.click()
    settle()
    shown.progress.rows["progress"].widget.setFocus()
    typed(program, "已拆除跨接线并试运行")
    page.finish()
    settle()
    words = [n.words.text() for n in page.closing.findChildren(Notice) if n.isVisible()]
    assert not [w for w in words if "写明整改情况" in w or "严重事故隐患" in w]
    assert page.visit.view is not None
    kept = page.visit.view.page.draft.part(at[0]).marks[at[1]].hazard
    assert (kept["severe_57"], kept["severe_clause"]) == (1, "25-3")
    assert (kept["level"], kept["progress"]) == ("major", "已拆除跨接线并试运行")
    severe.setCurrentIndex(0)
    severe.activated.emit(0)
    settle()
    kept = page.visit.view.page.draft.part(at[0]).marks[at[1]].hazard
    assert "severe_57" not in kept
    assert "severe_clause" not in kept
