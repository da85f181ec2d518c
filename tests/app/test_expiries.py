"""Papers that run out: who has one, from which day it counts, and who is left out."""

from datetime import date

import pytest

from equipinspect.app import expiries, preferences
from equipinspect.app.session import Session
from tests.ledgers import add

DAY = date(2026, 11, 23)


def named(found: list[expiries.Expiry]) -> list[tuple[str, str, str]]:
    return [(e.title, e.field.label, e.colour) for e in found]


def test_certificates_cards_licences_and_filings_are_listed(office: Session) -> None:
    person = add(office, "person", name="甄司炉", law_card_no="SX1", law_card_expires="2026-11-22")
    add(office, "qualification", person="甄司炉", code="G1", number="1", expires="2026-12")
    add(office, "unit", name="甲维保", licence_expires="2026-11-25", filing_expires="2026-11-01")
    found = expiries.expiries(office, DAY, 60)
    assert named(found.expired) == [
        ("甲维保", "备案有效期至", "red"), ("甄司炉", "执法证有效期至", "red"),
    ]  # fmt: skip
    assert named(found.within) == [
        ("甲维保", "许可有效期至", "orange"),
        ("甄司炉 G1 工业锅炉司炉", "有效期至", "blue"),
    ]
    assert found.expired[1].row.id == person
    assert {d.key for d in expiries.kinds(office)} >= {
        "person", "qualification", "unit", "cylinder_holder",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expired"),
    [("2026-11-22", True), ("2026-11-23", False), ("2026-10", True), ("2026-11", False)],
)
def test_a_paper_holds_to_the_end_of_its_last_day(
    office: Session, written: str, expired: bool
) -> None:
    add(office, "person", name="甄司炉")
    add(office, "qualification", person="甄司炉", code="P", number="1", expires=written)
    found = expiries.expiries(office, DAY, 30)
    assert (len(found.expired), len(found.within)) == ((1, 0) if expired else (0, 1))


def test_who_is_no_longer_at_work_is_left_out(office: Session) -> None:
    add(
        office, "person", name="甄司炉", active="否", law_card_no="1", law_card_expires="2020-01-01"
    )
    add(office, "qualification", person="甄司炉", code="P", number="1", expires="2020-01")
    found = expiries.expiries(office, DAY, 30)
    assert (found.expired, found.within) == ([], [])


def test_the_colours_follow_the_offices_own_steps(office: Session) -> None:
    add(office, "unit", name="甲维保", licence_expires="2027-01-10")
    assert expiries.expiries(office, DAY, 60, "unit").within[0].colour == "blue"
    preferences.change(office, {"notice_days_2": "50"})
    assert expiries.expiries(office, DAY, 60, "unit").within[0].colour == "yellow"
    assert expiries.expiries(office, DAY, 60, "person").within == []
