"""The demo city's campaign of 2021: 217 hazards in 13 places; table, ledger, sentence and charts agree."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from equipinspect import RESOURCES
from equipinspect.app import campaign_statistics, demo, hazard_rows, ledgers, lists, snapshots
from equipinspect.app.campaign_statistics import Wanted
from equipinspect.app.demonstration import campaign as demonstration
from equipinspect.app.demonstration.stock import load_stock
from equipinspect.app.office import Place, open_session
from equipinspect.app.session import Session
from equipinspect.documents.fonts import load_font

DAY, YEAR_END = date(2026, 3, 6), date(2021, 12, 31)
NAME = "2021年特种设备安全大排查大检查大整治"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The whole demo city."""
    folder = tmp_path_factory.mktemp("city")
    place = Place(RESOURCES, folder, lambda: datetime(2026, 3, 6, 1, 23, tzinfo=UTC))
    demo.make(folder / "city.eqi", place, DAY)
    session = open_session(folder / "city.eqi", place)
    yield session
    session.close()


@pytest.fixture
def wanted(city: Session) -> Wanted:
    return Wanted(YEAR_END, campaign_statistics.campaign_named(city, NAME))


def test_217_hazards_in_13_places_and_every_number_opens_its_rows(
    city: Session, wanted: Wanted
) -> None:
    found = campaign_statistics.statistics(city, wanted)
    assert len(found.rows) == 13
    assert all(row["hazards"] for row in found.rows)
    assert found.total["hazards"] == 217
    hazards = {row.id: row.values for row in lists.every(city, "hazard")}
    for row in (*found.rows, found.total):
        key = None if row is found.total else row.key
        assert row["hazards"] == row["rectified"] + row["transferred"] + row["open"]
        for measure in (
            "hazards",
            "major",
            "rectified",
            "transferred",
            "visits",
            "directives",
            "units",
        ):
            opened = campaign_statistics.opened(city, wanted, key, measure)
            assert sum(len(each.ids) for each in opened) == row[measure], (row.label, measure)
        for each in campaign_statistics.opened(city, wanted, key, "hazards"):
            assert all(key in (None, hazards[number]["county"]) for number in each.ids)


def test_table_ledger_sentence_and_charts_agree(city: Session, wanted: Wanted) -> None:
    found = campaign_statistics.statistics(city, wanted)
    first, second = ledgers.forms(city)
    rows = ledgers.table1(city, first, wanted)
    assert len(rows) == 217
    place = first.titles.index("县区")
    counts = ledgers.table2(second, found)
    column = second.titles.index("发现隐患（处）")
    for row in counts[:-1]:
        assert sum(r[place] == row[0] for r in rows) == int(row[column])
    done = first.titles.index("整改情况")
    rectified = sum(r[done].startswith(("已整改", "当场整改")) for r in rows)
    number = snapshots.take(city, wanted, "2021 年终")
    rate = counts[-1][second.titles.index("整改率（%）")]
    said = f"共排查安全隐患217处，已整改{rectified}处，整改率{rate}%"
    assert snapshots.sentence(city, number) == said
    bars, _rates = ledgers.charts(found, load_font(RESOURCES / "fonts"))
    drawn = next(part for part in bars.contents if hasattr(part, "data"))
    assert [sum(series) for series in drawn.data[:2]] == [217, rectified]


def test_the_work_of_the_year_by_its_days(city: Session, wanted: Wanted) -> None:
    june = campaign_statistics.statistics(city, Wanted(date(2021, 6, 30), wanted.campaign)).total
    assert 0 < june["hazards"] < 217
    assert june["open"]
    programme = campaign_statistics.campaign_named(city, "安全生产专项整治三年行动（特种设备）")
    assert campaign_statistics.statistics(city, Wanted(YEAR_END, programme)).total["hazards"] == 217
    for row in hazard_rows.rows(city, wanted):
        assert row["found_on"] <= (row["rechecked_on"] or "9999")
        assert row["unit"]
        assert row["found_by"].count("、") == 1


def test_the_total_is_divided_exactly() -> None:
    rows = load_stock(RESOURCES).places["place"]
    divided = demonstration.shares(rows, 217)
    assert (len(divided), sum(divided.values())) == (13, 217)
    assert min(divided.values()) >= 1
