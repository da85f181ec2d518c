"""The area of a person: shown first, never a limit to what is there."""

import pytest

from equipinspect.app import enrolling, lists
from equipinspect.app.enrolling import Wanted
from equipinspect.app.lists import Filter, Query
from equipinspect.app.session import Session

MINE = Query("elevator", (Filter("", lists.STATE, "own_area"),))


@pytest.fixture
def lifts(session: Session) -> dict[str, int]:
    """A lift in each of three counties, one of them looked after by a station."""
    with session.action("import") as running:
        station = running.create("office", {"name": "城关所", "level": "station", "code": "CG0001"})
        owner = running.create("unit", {"name": "甲物业"})
        found = {}
        for county in ("610305", "610304", "611000"):
            values = {"name": "电梯", "user_unit": owner, "county": county, "serial_no": county}
            values |= {"supervising_office": station} if county == "610304" else {}
            found[county] = running.create("elevator", values)
    return found


def sit(session: Session, area: str) -> None:
    own = enrolling.devices(session)[0]
    enrolling.enrol(session, Wanted(own.fingerprint, own.person, "内勤管理员", area))


@pytest.mark.parametrize(
    ("area", "counties"),
    [("610305", ["610305"]), ("610300", ["610305", "610304"]), ("CG0001", ["610304"])],
)
def test_an_area_shows_its_own(
    session: Session, lifts: dict[str, int], area: str, counties: list[str]
) -> None:
    sit(session, area)
    assert lists.ids_of(session, MINE) == [lifts[c] for c in counties]
    (chip,) = [c for c in lists.saved_filters(session, "elevator") if c.key == "own_area"]
    assert (chip.label, chip.count) == ("我的片区", len(counties))
    assert lists.count(session, Query("elevator")) == 3


def test_without_an_area_nothing_is_limited(session: Session, lifts: dict[str, int]) -> None:
    assert lists.count(session, MINE) == len(lifts)
    assert "own_area" not in {c.key for c in lists.saved_filters(session, "elevator")}
    sit(session, "610305")
    assert "own_area" not in {c.key for c in lists.saved_filters(session, "person")}
