"""A finished record stands: who knew of the finishing is refused, who did not makes a conflict."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from equipinspect.app import conflicts, joining, records
from equipinspect.app.joining import Newcomer
from equipinspect.app.office import Beginning, Place, create_office
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed
from tests.declared import changed
from tests.offices import Round, enrol, merge, unit
from tests.registers import NOW, audited


@pytest.fixture
def friday(tmp_path: Path) -> Iterator[Round]:
    """A folder for a story."""
    found = Round(tmp_path)
    yield found
    found.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The shipped data, but a unit is finished by its phone number."""
    return changed(tmp_path / "data", "unit", 'finished_by = "phone"')


@pytest.fixture
def office(friday: Round, data: Path) -> Session:
    """An office that works with it."""
    answers = Beginning("凤翔区局", "610305", "甲", "电脑")
    place = Place(data, friday.home("凤翔区局"), lambda: NOW)
    return friday.keep(create_office(friday.folder / "o.eqi", place, answers))


def finish(session: Session, number: int) -> None:
    """Finish a unit."""
    records.save(session, records.read(session, number), {"phone": "0917-1"})


def test_who_knew_is_refused_and_nothing_is_written(office: Session) -> None:
    number = unit(office, "甲厂")
    records.save(office, records.read(office, number), {"address": "一号"})
    finish(office, number)
    record = records.read(office, number)
    for change in ({"address": "二号"}, {"phone": None}, {"phone": "0917-2"}):
        with pytest.raises(NotAllowed, match="已经签字办结"):
            records.save(office, record, change)
    with pytest.raises(NotAllowed, match="已经签字办结"):
        records.remove(office, number, "不要了")
    assert records.read(office, number).values == record.values
    assert audited(office.register).clean


def test_who_did_not_know_makes_a_conflict_that_can_be_decided(
    friday: Round, data: Path, office: Session
) -> None:
    number = unit(office, "甲厂")
    place = Place(data, friday.home("l"), lambda: NOW)
    laptop, joined = joining.join(
        friday.base(office), friday.folder / "l.eqi", place, Newcomer("万外勤", "笔记本")
    )
    friday.keep(laptop)
    enrol(office, joined, "万外勤")
    finish(office, number)
    records.save(laptop, records.read(laptop, number), {"address": "二号"})
    assert merge(office, friday.hand_in(laptop)).merged.conflicts == 1
    (found,) = conflicts.every(office)
    assert found.conflict.field == "address"
    conflicts.resolve(office, found.key, 2, None, "两边核对过")
    assert list(conflicts.every(office)) == []
    assert records.read(office, number).values["address"] == "二号"
    assert audited(office.register).clean
