"""Issued, printed again, voided, verified; a demo says so everywhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from equipinspect.app import certificates, health, keys, records, undoing
from equipinspect.app.issuing import Wanted
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, NotAllowed, UserError
from equipinspect.trust.office_key import list_keys, set_status
from tests.ledgers import Clock, add, county_office, rows_of

TODAY = date(2026, 11, 23)
PASSPHRASE = "只在测试里用的口令"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[tuple[Session, Wanted]]:
    """An office with a key, and a lift that may get certificates."""
    session = county_office(folder, folder / "home", Clock(datetime(2026, 11, 23, 1, tzinfo=UTC)))
    card = {"law_card_expires": "2028-12-31"}
    officers = tuple(
        add(session, "person", name=f"甄{n}", law_card_no=f"SC-{n}", **card) for n in "一二"
    )
    unit = add(session, "unit", name="宝鸡𬭎喆䶮物业有限公司")
    lift = add(session, "elevator", device_code="31101000320180001", address="秋实路 1 号",
               name="曳引驱动乘客电梯", use_status="在用", inspection_next="2027-05")  # fmt: skip
    records.save(session, records.read(session, lift), {"user_unit": unit, "maint_unit": unit})
    keys.new_key(session, PASSPHRASE)
    yield session, Wanted(lift, TODAY, "clear", officers)
    session.close()


def test_a_certificate_is_printed_again_letter_for_letter(desk: tuple[Session, Wanted]) -> None:
    session, wanted = desk
    issued = certificates.issue(session, wanted, PASSPHRASE)
    assert certificates.reprint(session, issued.id) == issued.pdf
    record = records.read(session, wanted.equipment)
    records.save(session, record, {"address": "改过的地方"})
    assert certificates.reprint(session, issued.id) == issued.pdf
    with pytest.raises(UserError, match="不是凭证"):
        certificates.reprint(session, wanted.equipment)
    records.save(session, records.read(session, wanted.equipment), {"address": "秋实路 1 号"})


def test_numbers_never_come_twice(desk: tuple[Session, Wanted]) -> None:
    session, wanted = desk
    numbers = [certificates.issue(session, wanted, PASSPHRASE).number for _time in range(2)]
    certificates.void(session, rows_of(session, "certificate")[-1].id, "试")
    numbers.append(certificates.issue(session, wanted, PASSPHRASE).number)
    assert len(set(numbers)) == 3
    newest = certificates.of_equipment(session, wanted.equipment)[0]
    assert newest.values["number"] == numbers[-1]


def test_the_register_contradicts_a_forged_record(desk: tuple[Session, Wanted]) -> None:
    session, wanted = desk
    issued = certificates.issue(session, wanted, PASSPHRASE)
    assert certificates.verify_text(session, issued.code, TODAY).register == "agrees"
    text = certificates.issue(session, wanted, PASSPHRASE).code
    session.register.connection.execute(
        "UPDATE certificate SET code=? WHERE id=?", (text, issued.id)
    )
    assert certificates.verify_text(session, issued.code, TODAY).register == "differs"
    session.register.connection.execute(
        "UPDATE certificate SET code=? WHERE id=?", (issued.code, issued.id)
    )
    assert health.audit(session).findings == []


def test_a_wrong_passphrase_writes_nothing(desk: tuple[Session, Wanted]) -> None:
    session, wanted = desk
    before = len(rows_of(session, "certificate")), len(rows_of(session, "check"))
    with pytest.raises(UserError):
        certificates.issue(session, wanted, "不是这个口令")
    assert (len(rows_of(session, "certificate")), len(rows_of(session, "check"))) == before


def test_refused_with_all_reasons_and_nothing_written(desk: tuple[Session, Wanted]) -> None:
    session, wanted = desk
    before = len(rows_of(session, "check"))
    bad = Wanted(wanted.equipment, date(2026, 11, 24), "clear", wanted.officers[:1])
    with pytest.raises(InvalidRecord) as refused:
        certificates.issue(session, bad, PASSPHRASE)
    assert set(refused.value.problems) == {"checked_on", "officers"}
    assert len(rows_of(session, "check")) == before


def test_an_import_below_a_certificate_is_not_taken_back(desk: tuple[Session, Wanted]) -> None:
    session, _wanted = desk
    with pytest.raises(NotAllowed):
        undoing.undo_last(session)


def test_a_retired_key(desk: tuple[Session, Wanted]) -> None:
    session, wanted = desk
    first = certificates.issue(session, wanted, PASSPHRASE)
    keys.new_key(session, PASSPHRASE)
    assert certificates.verify_text(session, first.code, TODAY).verdict == "genuine"
    second = certificates.issue(session, wanted, PASSPHRASE)
    assert certificates.verify_text(session, second.code, TODAY).verdict == "genuine"
    [old, _new] = list_keys(keys.folder(session))
    set_status(keys.folder(session), old, "compromised")
    assert certificates.verify_text(session, first.code, TODAY).verdict == "key_retired"
    assert certificates.verify_text(session, second.code, TODAY).verdict == "genuine"


def test_a_demo_says_so(office: Session) -> None:
    office.register.set_local("demo", "1")
    officers = tuple(
        add(office, "person", name=f"甄{n}", law_card_no=f"SC-{n}", law_card_expires="2028-12-31")
        for n in "一二"
    )
    unit = add(office, "unit", name="虚构物业")
    lift = add(office, "elevator", device_code="31101000320180001", address="某处", name="电梯",
               use_status="在用", inspection_next="2027-05")  # fmt: skip
    records.save(office, records.read(office, lift), {"user_unit": unit, "maint_unit": unit})
    assert not keys.needs_passphrase(office)
    issued = certificates.issue(office, Wanted(lift, TODAY, "clear", officers))
    found = certificates.verify_text(office, issued.code, TODAY)
    assert (found.verdict, found.demo, found.label) == (
        "genuine",
        True,
        "真实有效（演示密钥，不作凭证）",
    )
    for refused in (
        lambda: keys.new_key(office, PASSPHRASE),
        lambda: keys.backup(office, "", Path("x")),
    ):
        with pytest.raises(NotAllowed, match="演示"):
            refused()
    office.register.set_local("demo", "0")
    assert certificates.verify_text(office, issued.code, TODAY).verdict == "unknown_key"
