"""A real register nobody here wrote goes in whole through its mapping file."""

from collections import Counter
from pathlib import Path

import pytest

from equipinspect.exchange.ledgers import open_ledger
from equipinspect.exchange.mapping import load
from equipinspect.model import declarations

ROOT = Path(__file__).parents[2]
SHEET = ROOT.parent / "shared" / "data" / "maryland_elevators.csv"
MAPPING = ROOT / "tests" / "samples" / "maryland.toml"
ON = "2022-07-28"

pytestmark = pytest.mark.skipif(not SHEET.is_file(), reason="the data for development is not here")


@pytest.fixture(scope="module")
def rows():
    declared = declarations.load(ROOT / "resources")
    elevator = declared.get("elevator")
    mapping = load(MAPPING, elevator)
    ledger = open_ledger(SHEET, elevator, mapping, referred={d.key: d for d in declared})
    found = list(ledger.rows())
    assert ledger.header.asked == ()
    assert ledger.header.unmatched == ()
    assert ledger.skipped == []
    return found


def test_none_of_the_ten_thousand_is_refused(rows):
    assert len(rows) == 10_000
    assert [r.problems for r in rows if r.problems] == []


def test_three_spellings_of_two_states(rows):
    assert Counter(r.values["use_status"] for r in rows) == {"in_use": 9_820, "stopped": 180}


def test_expired_certificates_on_the_day_of_the_register(rows):
    in_use = [r.values["inspection_next"] for r in rows if r.values["use_status"] == "in_use"]
    assert sum(due < ON for due in in_use) == 3_627
    assert sum(r.values["inspection_next"] == ON for r in rows) == 35


def test_lengths_in_twenty_notations_are_metres(rows):
    first = rows[0].values
    assert (first["rated_load_kg"], first["rated_speed"], first["rise_m"]) == (
        1588,
        "1.27",
        "37.338",
    )
    assert sum("rise_m" in r.values for r in rows) == 10_000
    odd = next(r for r in rows if r.raw["equipment_travel"] == "52/.5")
    assert odd.values["rise_m"] == "15.862"


def test_both_spellings_of_a_county_come_in_untouched(rows):
    counties = Counter(r.values["county"] for r in rows)
    assert (counties["Queen Annes"], counties["Queen Anne's"]) == (38, 7)
