"""Certificates by the hundred: looked at first, issued as one action, printed, stopped, printed on."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from equipinspect.app import (
    batches,
    certificates,
    health,
    keys,
    preferences,
    print_jobs,
    records,
    selecting,
    stocks,
)
from equipinspect.app.preflight import Preflight, preflight
from equipinspect.app.print_jobs import Part
from equipinspect.app.session import Session
from equipinspect.documents.scan import read_codes
from equipinspect.documents.stocks import Stock
from equipinspect.model.errors import Cancelled, InvalidRecord, NotAllowed, NotFound, UserError
from equipinspect.model.fields import Value
from tests.ledgers import Clock, add, county_office, rows_of

START = datetime(2026, 11, 23, 1, tzinfo=UTC)
PASSPHRASE = "只在测试里用的口令"
LIFTS = 6


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    """An office with a key, two officers, and lifts in three buildings, each with a finished check."""
    session = county_office(tmp_path / "one", tmp_path / "home", Clock(START))
    card = {"law_card_expires": "2028-12-31"}
    officers = [
        add(session, "person", name=f"甄{n}", law_card_no=f"SC-{n}", **card) for n in "一二"
    ]
    unit = add(session, "unit", name="秋实物业有限公司")
    for n in range(LIFTS):
        lift = add(session, "elevator", device_code=f"3110100032018{n:04d}", estate="桃园里",
                   building=f"{(n * 5) % 7 + 8}号楼", name="曳引驱动乘客电梯", use_status="在用",
                   address="秋实路 1 号", inspection_next="2027-05")  # fmt: skip
        record = records.read(session, lift)
        records.save(session, record, {"user_unit": unit, "maint_unit": unit})
        check(session, lift, officers)
    keys.new_key(session, PASSPHRASE)
    yield session
    session.close()


def written(session: Session, kind: str, values: Mapping[str, Value]) -> int:
    with session.action("check") as running:
        return running.create(kind, values)


def check(session: Session, lift: int, officers: list[int], **changes: Value) -> int:
    values: dict[str, Value] = {
        "equipment": lift, "checked_on": "2026-11-20", "kind": "routine", "result": "clear",
        "officer1": officers[0], "officer2": officers[1],
    }  # fmt: skip
    return written(session, "check", values | changes)


def lifts(session: Session) -> list[int]:
    return [row.id for row in rows_of(session, "elevator")]


def officers_of(session: Session) -> list[int]:
    return [r.id for r in rows_of(session, "person") if str(r.values["name"]).startswith("甄")][-2:]


def looked(session: Session) -> Preflight:
    return preflight(session, lifts(session))


def issued(session: Session, **plan: object) -> batches.Batch:
    return batches.issue(session, looked(session).ready, batches.Plan(**plan), PASSPHRASE)  # type: ignore[arg-type]


def codes(path: Path) -> list[str]:
    return [code for code in read_codes(path) if code.startswith("EQI1/")]


def test_what_is_complete_is_ready_and_the_rest_says_why(desk: Session) -> None:
    one, two, three, four, five, _six = lifts(desk)
    officers = officers_of(desk)
    check(desk, one, officers, checked_on="2026-11-22", result="open")
    check(desk, two, [officers[0], officers[0]], checked_on="2026-11-22")
    records.save(
        desk, records.read(desk, three), {"use_status": "stopped", "use_status_from": "2026-11-01"}
    )
    records.save(
        desk, records.read(desk, four), {"estate": "桃\U00030edd里", "address": "桃\U00030edd里"}
    )
    hazard = {"equipment": five, "description": "门锁失效", "level": "major", "state": "found",
              "found_on": "2026-11-20"}  # fmt: skip
    written(desk, "hazard", {**hazard, "unit": rows_of(desk, "unit")[0].id})
    found = looked(desk)
    said = {one.id: "；".join(one.reasons.values()) for one in found.refused}
    assert [r.subject.id for r in found.ready] == [_six]
    assert "结果不是" in said[one]
    assert "两名不同" in said[two]
    assert "不是在用" in said[three]
    assert "U+30EDD" in said[four]
    assert "重大隐患" in said[five]


def test_a_check_of_several_devices_counts_for_each(desk: Session) -> None:
    officers = officers_of(desk)
    new = add(desk, "elevator", device_code="31101000320189999", address="秋实路 2 号",
              name="曳引驱动乘客电梯", use_status="在用", inspection_next="2027-05")  # fmt: skip
    unit = rows_of(desk, "unit")[0].id
    records.save(desk, records.read(desk, new), {"user_unit": unit, "maint_unit": unit})
    assert "没有已完成的监督检查" in str(preflight(desk, [new]).refused[0].reasons)
    visit = written(
        desk,
        "check",
        {
            "unit": unit,
            "checked_on": "2026-11-21",
            "kind": "routine",
            "result": "rectified",
            "officer1": officers[0],
            "officer2": officers[1],
        },
    )
    device = {"check": visit, "equipment": new, "unit": unit, "checked_on": "2026-11-21",
              "result": "clear", "device_kind": "elevator", "name": "电梯"}  # fmt: skip
    written(desk, "device_check", device)
    ready = preflight(desk, [new]).ready[0]
    assert (ready.check, ready.wanted.result) == (visit, "clear")


def test_numbers_follow_the_order_of_the_buildings(desk: Session) -> None:
    made = issued(desk, order=("estate", "building"))
    built = [str(records.read(desk, one.equipment).values["building"]) for one in made.issued]
    assert built == sorted(built, key=lambda text: int(text.removesuffix("号楼")))
    assert [one.number for one in made.issued] == sorted(one.number for one in made.issued)
    assert len({one.number for one in made.issued}) == LIFTS
    again = issued(desk)
    assert not {one.number for one in made.issued} & {one.number for one in again.issued}
    assert health.audit(desk).clean


def test_a_cancelled_batch_leaves_no_number(desk: Session) -> None:
    answers = iter([False, False, True])
    with pytest.raises(Cancelled, match="没有签发"):
        batches.issue(
            desk, looked(desk).ready, batches.Plan(), PASSPHRASE, cancelled=lambda: next(answers)
        )
    assert rows_of(desk, "certificate") == []
    assert rows_of(desk, "print_job") == []


def test_an_unknown_field_or_layout_issues_nothing(desk: Session) -> None:
    with pytest.raises(InvalidRecord, match="没有这个字段"):
        issued(desk, order=("colour",))
    with pytest.raises(UserError, match="没有可用的凭证版式"):
        issued(desk, template="no_such")
    with pytest.raises(InvalidRecord, match="没有可以出具"):
        batches.issue(desk, [], batches.Plan(), PASSPHRASE)
    assert rows_of(desk, "certificate") == []


@pytest.mark.parametrize(
    "template", ["check_certificate_a4", "check_certificate_a5", "check_certificate_sticker"]
)
def test_the_printed_codes_are_the_issued_ones(
    desk: Session, tmp_path: Path, template: str
) -> None:
    made = issued(desk, template=template)
    out = tmp_path / "一批.pdf"
    assert print_jobs.print_job(desk, made.job, out, Part()) == LIFTS
    assert codes(out) == [one.code for one in made.issued]
    for one in made.issued:
        assert certificates.verify_text(desk, one.code, desk.today()).verdict == "genuine"
    [job] = print_jobs.jobs(desk)
    assert (job.count, job.printed, job.spoiled, job.void) == (LIFTS, LIFTS, 0, 0)


def test_labels_share_sheets_from_the_first_free_place(desk: Session, tmp_path: Path) -> None:
    made = issued(desk, template="check_certificate_sticker")
    stocks.add(desk, Stock("own", "自备 4 枚", 210, 150, 100, 70, 2, 2, 2, 2, 102, 72))
    out = tmp_path / "标签.pdf"
    target = stocks.target(desk, "own", start=3)
    assert print_jobs.print_job(desk, made.job, out, Part(target=target)) == 2
    assert sorted(codes(out)) == sorted(one.code for one in made.issued)
    with pypdfium2.PdfDocument(out) as document:
        assert [round(size / 72 * 25.4) for size in document[0].get_size()] == [210, 150]


def test_a_job_goes_on_from_any_sheet_with_the_same_numbers(desk: Session, tmp_path: Path) -> None:
    made = issued(desk)
    first, rest, again = (tmp_path / f"{n}.pdf" for n in "123")
    print_jobs.print_job(desk, made.job, first, Part(1, 2))
    print_jobs.print_job(desk, made.job, rest, Part(3))
    wanted = [one.code for one in made.issued]
    assert (codes(first), codes(rest)) == (wanted[:2], wanted[2:])
    with pytest.raises(InvalidRecord, match="重印请写明原因"):
        print_jobs.print_job(desk, made.job, again, Part(2, 3))
    assert not again.exists()
    print_jobs.spoil(desk, made.job, 2, 3, "卡纸")
    print_jobs.print_job(desk, made.job, again, Part(2, 3, reason="卡纸"))
    assert codes(again) == wanted[1:3]
    [job] = print_jobs.jobs(desk)
    assert (job.printed, job.spoiled) == (LIFTS, 2)
    events = [row.values["event"] for row in rows_of(desk, "print_event")]
    assert events == ["printed", "printed", "spoiled", "reprinted"]


def test_two_runs_of_one_job_are_byte_equal(desk: Session, tmp_path: Path) -> None:
    made = issued(desk)
    one, two = tmp_path / "1.pdf", tmp_path / "2.pdf"
    print_jobs.print_job(desk, made.job, one, Part())
    print_jobs.print_job(desk, made.job, two, Part(reason="打印机没墨"))
    assert one.read_bytes() == two.read_bytes()


def test_a_stopped_print_leaves_no_file_and_books_nothing(desk: Session, tmp_path: Path) -> None:
    made = issued(desk)
    with pytest.raises(Cancelled, match="接着印"):
        print_jobs.print_job(desk, made.job, tmp_path / "x.pdf", Part(), cancelled=lambda: True)
    assert [path.name for path in tmp_path.iterdir() if "pdf" in path.name] == []
    assert rows_of(desk, "print_event") == []


def test_void_certificates_are_not_printed_again(desk: Session, tmp_path: Path) -> None:
    made = issued(desk)
    certificates.void(desk, made.issued[0].id, "打错了")
    out = tmp_path / "x.pdf"
    assert print_jobs.print_job(desk, made.job, out, Part()) == LIFTS - 1
    assert codes(out) == [one.code for one in made.issued[1:]]
    with pytest.raises(NotFound, match="没有有效的凭证"):
        print_jobs.print_job(desk, made.job, tmp_path / "y.pdf", Part(1, 1, reason="再看看"))


def test_a_reissued_certificate_replaces_the_old_one(desk: Session) -> None:
    old = issued(desk).issued[0]
    with pytest.raises(InvalidRecord, match="理由"):
        batches.reissue(desk, old.id, " ", PASSPHRASE)
    new = batches.reissue(desk, old.id, "污损", PASSPHRASE)
    assert new.number != old.number
    found = certificates.verify_text(desk, new.code, desk.today())
    assert (found.verdict, (found.fields or {})["replaces"]) == ("genuine", old.number)
    assert certificates.verify_text(desk, old.code, desk.today()).verdict == "replaced"
    with pytest.raises(NotAllowed, match="有效的凭证"):
        batches.reissue(desk, old.id, "再来", PASSPHRASE)
    assert certificates.reprint(desk, new.id).startswith(b"%PDF")


def test_a_printed_code_verifies_after_the_host_changed(desk: Session, tmp_path: Path) -> None:
    preferences.change(desk, {"office_host": "old.example.invalid"})
    made = issued(desk)
    out = tmp_path / "x.pdf"
    print_jobs.print_job(desk, made.job, out, Part())
    [text, *_others] = read_codes(out)
    assert text.startswith("HTTPS://OLD.EXAMPLE.INVALID/C/#")
    preferences.change(desk, {"office_host": "new.example.invalid"})
    assert certificates.verify_text(desk, text, desk.today()).verdict == "genuine"


def test_equipment_is_named_in_a_file_by_id_or_code(desk: Session, tmp_path: Path) -> None:
    path = tmp_path / "名单.txt"
    wanted = lifts(desk)[:2]
    path.write_text("31101000320180000\n\n31101000320180001\n31101000320180000\n", "utf-8")
    assert sorted(selecting.from_file(desk, path)) == sorted(wanted)
    path.write_text("没有这台\n", "utf-8")
    with pytest.raises(InvalidRecord, match="第 1 行"):
        selecting.from_file(desk, path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="UTF-8"):
        selecting.from_file(desk, path)


def test_numbers_sort_as_numbers() -> None:
    texts = ["10号楼", "2号楼", "", "2号楼东", "甲座", "1-3", "1-12"]
    random.Random(5).shuffle(texts)
    assert sorted(texts, key=batches.natural) == [
        "1-3", "1-12", "2号楼", "2号楼东", "10号楼", "甲座", "",
    ]  # fmt: skip


def test_a_printers_error_is_kept_for_its_paper(desk: Session) -> None:
    fixed = stocks.calibrate(desk, "旧打印机", "a4_1", (22.0, 19.5, 170.0, 257.0))
    assert (fixed.right, fixed.down) == (-2.0, 0.5)
    assert stocks.target(desk, "a4_1", "旧打印机").calibration == fixed
    assert stocks.target(desk, "a4_1", "别的").calibration.right == 0
    with pytest.raises(UserError, match="相差太多"):
        stocks.calibrate(desk, "旧打印机", "a4_1", (80.0, 19.5, 170.0, 257.0))
    with pytest.raises(NotFound, match="没有标签纸"):
        stocks.target(desk, "nothing")
    with pytest.raises(InvalidRecord, match="没有第 22 个"):
        stocks.target(desk, "a4_21_64x38", start=22)
