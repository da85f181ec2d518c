"""Withdrawn numbers on other machines: published, exported, taken in, never older than seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from equipinspect import RESOURCES
from equipinspect.app import certificates, keys, records, revocations
from equipinspect.app.issuing import Wanted
from equipinspect.app.office import Beginning, Place, create_office
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, NotAllowed, NotFound, UserError
from tests.ledgers import Clock, add, county_office

TODAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 1, tzinfo=UTC)
PASSPHRASE = "只在测试里用的口令"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Session, Wanted]]:
    """An office with a key, and a lift that may get certificates."""
    session = county_office(tmp_path / "one", tmp_path / "home", Clock(START))
    card = {"law_card_expires": "2028-12-31"}
    officers = tuple(
        add(session, "person", name=f"甄{n}", law_card_no=f"SC-{n}", **card) for n in "一二"
    )
    unit = add(session, "unit", name="物业有限公司")
    lift = add(session, "elevator", device_code="31101000320180001", address="秋实路 1 号",
               name="曳引驱动乘客电梯", use_status="在用", inspection_next="2027-05")  # fmt: skip
    records.save(session, records.read(session, lift), {"user_unit": unit, "maint_unit": unit})
    keys.new_key(session, PASSPHRASE)
    yield session, Wanted(lift, TODAY, "clear", officers)
    session.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Session]:
    """Another county's office on another machine."""
    place = Place(RESOURCES, tmp_path / "other-home", Clock(START))
    session = create_office(
        tmp_path / "other.eqi", place, Beginning("岐山县市场监督管理局", "610323", "钱多多")
    )
    yield session
    session.close()


def judged(session: Session, code: str, on: date = TODAY) -> str:
    return certificates.verify_text(session, code, on).verdict


def test_another_office_knows_the_key_and_the_list(
    desk: tuple[Session, Wanted], other: Session, tmp_path: Path
) -> None:
    session, wanted = desk
    good, bad = (certificates.issue(session, wanted, PASSPHRASE) for _time in range(2))
    certificates.void(session, bad.id, "打错了")
    assert judged(other, good.code) == "unknown_key"
    made = revocations.export(session, tmp_path / "公钥.json", PASSPHRASE)
    assert (made.number, len(made.hashed)) == (1, 1)
    revocations.take_in(other, tmp_path / "公钥.json")
    assert judged(other, good.code) == "genuine"
    assert judged(other, bad.code) == "revoked"
    assert judged(other, good.code, TODAY + timedelta(days=30)) == "genuine"
    assert judged(other, good.code, TODAY + timedelta(days=31)) == "list_stale"
    assert judged(session, good.code, TODAY + timedelta(days=31)) == "genuine"


def test_an_older_list_is_refused(
    desk: tuple[Session, Wanted], other: Session, tmp_path: Path
) -> None:
    session, _wanted = desk
    for name in ("1.json", "2.json"):
        revocations.export(session, tmp_path / name, PASSPHRASE)
    revocations.take_in(other, tmp_path / "2.json")
    assert not revocations.take_in(other, tmp_path / "2.json").tables
    with pytest.raises(UserError, match="第 1 号，本机已见过第 2 号"):
        revocations.take_in(other, tmp_path / "1.json")
    assert {one.number for one in revocations.lists(other).values()} == {2}


def test_a_list_that_was_lost_again_counts_for_nothing(
    desk: tuple[Session, Wanted], other: Session, tmp_path: Path
) -> None:
    session, wanted = desk
    code = certificates.issue(session, wanted, PASSPHRASE).code
    revocations.export(session, tmp_path / "1.json", PASSPHRASE)
    revocations.take_in(other, tmp_path / "1.json")
    other.register.set_local("list:610305", "9")
    assert judged(other, code) == "list_stale"


def test_a_leaked_key_verifies_nothing_any_more(
    desk: tuple[Session, Wanted], other: Session, tmp_path: Path
) -> None:
    session, wanted = desk
    code = certificates.issue(session, wanted, PASSPHRASE).code
    revocations.export(session, tmp_path / "1.json", PASSPHRASE)
    revocations.take_in(other, tmp_path / "1.json")
    name = keys.signing_key(session).id
    with pytest.raises(InvalidRecord, match="经过"):
        keys.compromised(session, name, " ")
    with pytest.raises(NotFound, match="没有密钥"):
        keys.compromised(session, "K99AAAA", "电脑被盗")
    keys.compromised(session, name, "电脑被盗")
    assert judged(session, code) == "key_retired"
    with pytest.raises(UserError):
        certificates.issue(session, wanted, PASSPHRASE)
    keys.new_key(session, PASSPHRASE)
    revocations.export(session, tmp_path / "2.json", PASSPHRASE)
    revocations.take_in(other, tmp_path / "2.json")
    assert judged(other, code) == "key_retired"


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"format": "equipinspect-public-keys-1"}', "\x00"]
)
def test_any_other_file_is_refused(text: str, other: Session, tmp_path: Path) -> None:
    path = tmp_path / "坏.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="不是公钥与作废清单文件"):
        revocations.take_in(other, path)


def test_nobody_brings_keys_in_the_name_of_this_office(
    desk: tuple[Session, Wanted], tmp_path: Path
) -> None:
    session, _wanted = desk
    stranger = county_office(tmp_path / "two", tmp_path / "strange", Clock(START))
    keys.new_key(stranger, PASSPHRASE)
    revocations.export(stranger, tmp_path / "假.json", PASSPHRASE)
    stranger.close()
    with pytest.raises(NotAllowed, match="以本机构名义"):
        revocations.take_in(session, tmp_path / "假.json")
