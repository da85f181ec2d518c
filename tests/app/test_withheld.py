"""Who complained: written whole and salted, so that what a slice carries of it tells nothing."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from equipinspect.app import complaints, handing_in, lists, records, undoing
from equipinspect.app.handing_in import Wanted
from equipinspect.app.session import Session
from equipinspect.model import declarations
from equipinspect.model.declarations import DeclarationError
from equipinspect.store.contention import SALT
from tests.declared import changed
from tests.offices import Round, digest, enrol
from tests.registers import audited

WHO = {"name": "虚构甲", "phone": "10000000000"}


@pytest.fixture
def friday(tmp_path: Path) -> Iterator[Round]:
    """A folder for a story."""
    found = Round(tmp_path)
    yield found
    found.close()


@pytest.fixture
def office(friday: Round) -> Session:
    """A county office with one complaint about one lift in a town."""
    session = friday.office()
    with session.action("import") as running:
        town = running.create("town", {"name": "城关镇", "county": "610305"})
        values = {"name": "电梯", "address": "某处", "serial_no": "A1", "town": town}
        lift = running.create("elevator", values)
    complain(session, lift)
    return session


def complain(session: Session, lift: int) -> None:
    """Enter the complaint of somebody."""
    values = {"channel": "12345", "received_on": "2026-11-10", "subject": "异响", "equipment": lift}
    complaints.enter(session, values, WHO)


def logged(session: Session) -> list[str]:
    """What the log says of who complained."""
    rows = session.register.connection.execute(
        "SELECT value FROM operation WHERE record='complainant' ORDER BY id"
    )
    return [value for (value,) in rows]


def test_it_is_salted_whole_and_read_without_the_salt(office: Session) -> None:
    office.register.random = lambda size: bytes(range(size))
    (row,) = lists.every(office, "complainant")
    record = records.read(office, row.id)
    assert (record.values["name"], SALT in record.values) == ("虚构甲", False)
    records.save(office, record, {"phone": "10000000001"})
    created, corrected = (json.loads(text) for text in logged(office))
    assert len(created[SALT]) == 32
    assert corrected[SALT] == bytes(range(16)).hex()
    assert (corrected["name"], corrected["phone"]) == ("虚构甲", "10000000001")
    assert records.read(office, row.id).values["phone"] == "10000000001"
    assert audited(office.register).clean
    undoing.undo_last(office)
    assert records.read(office, row.id).values["phone"] == "10000000000"
    assert all(SALT in json.loads(text) for text in logged(office))
    assert audited(office.register).clean


def test_equal_words_have_different_digests(office: Session) -> None:
    (row,) = lists.every(office, "elevator")
    complain(office, row.id)
    said = [json.loads(text) for text in logged(office)]
    assert len({each[SALT] for each in said}) == 2
    assert {each["phone"] for each in said} == {"10000000000"}


def test_a_slice_shows_the_complaint_and_nobody_who_made_it(friday: Round, office: Session) -> None:
    part = friday.file()
    handing_in.hand_in(office, part, Wanted(full=True, only={"town": "城关镇"}))
    with closing(sqlite3.connect(part)) as file:
        shown = {record for (record,) in file.execute("SELECT record FROM operation")}
    assert "complaint" in shown
    assert "complainant" not in shown
    assert "虚构甲".encode() not in part.read_bytes()
    assert b"10000000000" not in part.read_bytes()


def test_a_correction_travels_and_equal_ones_are_no_conflict(
    friday: Round, office: Session
) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    for session in (office, laptop):
        (row,) = lists.every(session, "complainant")
        records.save(session, records.read(session, row.id), {"phone": "10000000002"})
    friday.exchange(office, laptop, "万外勤")
    assert digest(office) == digest(laptop)
    for session in (office, laptop):
        (row,) = lists.every(session, "complainant")
        assert (row.values["phone"], row.conflicts) == ("10000000002", 0)
        assert audited(session.register).clean


def test_a_withheld_kind_has_no_field_that_is_written_alone(tmp_path: Path) -> None:
    resources = changed(tmp_path / "other", "town", "withheld = true")
    with pytest.raises(DeclarationError, match="every field belongs to a group"):
        declarations.load(resources)
