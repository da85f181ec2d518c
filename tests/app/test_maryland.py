"""A real register of 10,000 lifts, with its dirt, goes in, is counted by day, and comes out again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from equipinspect import RESOURCES
from equipinspect.app import due, health, importing, lists, undoing
from equipinspect.app.importing import Plan
from equipinspect.app.lists import Filter, Query
from equipinspect.app.office import Beginning, Place, create_office
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.store import queries
from tests.ledgers import Clock

SHARED = Path(__file__).parents[3] / "shared" / "data" / "maryland_elevators.csv"
MAPPING = Path(__file__).parents[1] / "samples" / "maryland.toml"
LAST_DAY = date(2022, 7, 28)

pytestmark = pytest.mark.skipif(not SHARED.is_file(), reason="the shared register is not here")


class Maryland(NamedTuple):
    session: Session
    plan: Plan


@pytest.fixture(scope="module")
def maryland(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maryland]:
    folder = tmp_path_factory.mktemp("maryland")
    place = Place(RESOURCES, folder / "home", Clock(datetime(2022, 7, 28, 9, tzinfo=UTC)))
    answers = Beginning("虚构州监察局", "凤翔区", "甄执一")
    session = create_office(folder / "maryland.eqi", place, answers)
    plan = importing.preview(session, "elevator", Wanted(SHARED, MAPPING))
    importing.apply(session, plan)
    yield Maryland(session, plan)
    session.close()


def count(session: Session, *filters: Filter) -> int:
    return lists.count(session, Query("elevator", filters))


def test_every_row_goes_in(maryland: Maryland) -> None:
    assert maryland.plan.counts == {
        "read": 10000,
        "new": 10000,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert count(maryland.session, Filter("use_status", "=", "in_use")) == 9820


def test_the_certificates_that_had_expired(maryland: Maryland) -> None:
    counts = due.due_list(maryland.session, LAST_DAY, 30, "elevator").counts
    assert (counts["overdue"], counts["undated"]) == (3627, 0)
    ending = count(maryland.session, Filter("inspection_next", "=", LAST_DAY.isoformat()))
    assert ending == 35
    next_day = due.due_list(maryland.session, date(2022, 7, 29), 0, "elevator").counts
    ended = Filter("_due_on", "=", LAST_DAY.isoformat())
    in_use = count(maryland.session, ended, Filter("use_status", "=", "in_use"))
    assert next_day["overdue"] == 3627 + in_use


def test_two_spellings_of_a_county_are_pointed_out_and_not_joined(maryland: Maryland) -> None:
    [pointer] = [p for p in maryland.plan.pointers if "Queen" in p and "所在县区" in p]
    assert "“Queen Anne's”与“Queen Annes”很像" in pointer
    assert count(maryland.session, Filter("county", "=", "Queen Annes")) > 0
    assert count(maryland.session, Filter("county", "=", "Queen Anne's")) > 0


def test_likely_names_of_units_are_pointed_out(maryland: Maryland) -> None:
    named = [p for p in maryland.plan.pointers if p.startswith("单位“")]
    assert len(named) > 0


def test_the_mapping_is_remembered_for_the_next_sheet(maryland: Maryland) -> None:
    plan = importing.preview(maryland.session, "elevator", Wanted(SHARED))
    assert plan.counts["unchanged"] == 10000
    assert plan.source == "现场"


def test_one_undo_takes_everything_back(maryland: Maryland) -> None:
    session = maryland.session
    done = undoing.undo_last(session)
    assert done.counts["removed"] == 10000 + sum(p.used for p in maryland.plan.pending)
    for kind in ("elevator", "unit"):
        assert queries.count(session.register, Query(kind)) == 0
    audit = health.audit(session)
    assert audit.findings == []
    assert audit.rows > 10000
    again = importing.preview(session, "elevator", Wanted(SHARED, MAPPING))
    assert again.counts["new"] == 10000
