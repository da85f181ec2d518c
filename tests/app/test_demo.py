"""The demo: believable, valid by its declarations, the same for the same day, and clean under audit."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from equipinspect import RESOURCES
from equipinspect.app import coverage, demo, forecasting, health, histories, records
from equipinspect.app.due import due_list
from equipinspect.app.lists import Filter, Query
from equipinspect.app.office import Place, info, open_session
from equipinspect.app.session import Session
from equipinspect.model import declarations, status
from equipinspect.model.errors import UserError
from equipinspect.model.fields import KINDS, Value
from equipinspect.model.rates import total
from equipinspect.store import queries
from equipinspect.trust.device_key import DeviceKey, replica_number

DAY = date(2026, 3, 6)
COUNTY = "麟游县"


def _place(home: Path, at: datetime = datetime(2026, 3, 6, 1, 23, tzinfo=UTC)) -> Place:
    return Place(RESOURCES, home, lambda: at)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def made(folder: Path) -> dict[str, int]:
    return demo.make(folder / "demo.eqi", _place(folder), DAY, COUNTY)


@pytest.fixture
def session(folder: Path, made: dict[str, int]) -> Iterator[Session]:
    assert made
    opened = open_session(folder / "demo.eqi", _place(folder))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def scene() -> demo.Scene:
    return demo.plan(RESOURCES, DAY)[0]


def _every(scene: demo.Scene, kind: str) -> list[dict[str, object]]:
    return [r.values for r in _created(scene) if r.kind == kind]


def _created(scene: demo.Scene) -> list[demo.Record]:
    named = [r for r, key, _value in scene.journal.steps() if not key]
    return [*named, *scene.units.values()]


def test_the_city_has_thirteen_places_and_the_sizes_asked_for(scene: demo.Scene) -> None:
    counts = Counter(record.kind for record in _created(scene))
    assert len(scene.locales) == 13
    assert [each.name for each in scene.locales if not each.code.isdigit()] == ["高新区"]
    assert counts["elevator"] == pytest.approx(2900, abs=10)
    assert counts["gas_cylinder"] == pytest.approx(30_000, abs=20)
    assert counts["boiler"] == pytest.approx(190, abs=5)
    assert counts["amusement_ride"] == 28
    assert counts["ropeway"] == 1
    assert 50 <= counts["pressure_pipeline"] <= 80


def test_every_value_is_one_its_field_could_have_read(scene: demo.Scene) -> None:
    found = declarations.load(RESOURCES)
    for record, key, value in scene.journal.steps():
        declaration = found.get(record.kind)
        values = record.values if not key else value if isinstance(value, dict) else {key: value}
        for name, each in values.items():
            field = declaration.field(name)
            if field.kind == "ref":
                assert each is None or isinstance(each, demo.Record), (record.kind, name)
            elif each is not None:
                parsed = KINDS[field.kind].parse(field, str(each))
                assert parsed == each, (record.kind, name, each)


def test_every_record_could_have_been_saved(scene: demo.Scene) -> None:
    found = declarations.load(RESOURCES)
    for record in _created(scene):
        plain: dict[str, Value] = {
            k: 1 if isinstance(v, demo.Record) else v for k, v in record.values.items()
        }
        records.check(found.get(record.kind), plain)


def test_a_status_follows_the_rule(scene: demo.Scene) -> None:
    known: dict[demo.Record, object] = {}
    for record, key, value in scene.journal.steps():
        if key == "use":
            assert isinstance(value, dict)
            before = known.get(record, record.values["use_status"])
            assert status.allowed(scene.rules, "use", before, value["use_status"])
            known[record] = value["use_status"]


def test_history_covers_2021_and_2022_whatever_the_day(scene: demo.Scene) -> None:
    later = demo.plan(RESOURCES, date(2031, 7, 1), "太白县")[0]
    for each in (scene, later):
        years = Counter(occasion.at.year for occasion in each.journal.occasions())
        assert years[2021] > 10
        assert years[2022] > 10
        assert max(years) == each.on.year
    stops = [v for _r, key, v in scene.journal.steps() if key == "use" and isinstance(v, dict)]
    years = Counter(str(v["use_status_from"])[:4] for v in stops)
    assert years["2021"] >= 10
    assert years["2022"] >= 10


def test_nothing_is_told_after_the_day(scene: demo.Scene) -> None:
    assert max(o.at for o in scene.journal.occasions()).date() <= DAY


@pytest.mark.parametrize("kind", ["elevator", "unit", "cylinder_holder"])
def test_invented_numbers_are_given_once(scene: demo.Scene, kind: str) -> None:
    for key in ("device_code", "reg_no", "credit_code", "rescue_code"):
        given = Counter(
            v for values in _every(scene, kind) if (v := values.get(key)) and v != "C03"
        )
        assert not [code for code, n in given.items() if n > 1]


def test_one_certificate_stands_on_thousands_of_cylinders(scene: demo.Scene) -> None:
    given = Counter(values["reg_no"] for values in _every(scene, "gas_cylinder"))
    assert given.most_common(1)[0][1] > 1000


def _rows(session: Session) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for kind in [d.key for d in session.declarations if d.key not in {"replica", "equipment"}]:
        ids = list(queries.positions(session.register, Query(kind)))
        rows = queries.rows(session.register, kind, ids)
        found[kind] = [(r.id, r.values, r.kept) for r in rows]
    return found


def test_two_demos_of_a_day_are_equal_and_have_different_devices(
    folder: Path, session: Session
) -> None:
    other_home = folder / "other"
    demo.make(
        folder / "second.eqi", _place(other_home, datetime(2027, 1, 1, tzinfo=UTC)), DAY, COUNTY
    )
    second = open_session(folder / "second.eqi", _place(other_home))
    assert _rows(session) == _rows(second)
    assert session.register.replica != second.register.replica
    assert session.register.replica != replica_number(DeviceKey.load(demo.DEVICE_SEED).public)
    second.close()


def test_another_day_gives_other_rows(session: Session) -> None:
    other = demo.plan(RESOURCES, date(2026, 3, 7), COUNTY)[0]
    days = [v["inspection_last"] for v in _every(other, "elevator") if "inspection_last" in v]
    now = [r[1].get("inspection_last") for r in _rows(session)["elevator"]]  # type: ignore[attr-defined]
    assert days != now


def test_it_is_marked_clean_and_opens_as_that_office(session: Session) -> None:
    about = info(session)
    assert about["demo"] is True
    assert about["county"] == "610329"
    assert about["person"]
    assert health.audit(session).findings == []


def test_the_first_set_names_the_published_key(session: Session) -> None:
    key = DeviceKey.load(demo.DEVICE_SEED)
    row = session.register.connection.execute(
        "SELECT value FROM change_set JOIN operation ON id=first_op WHERE replica=? AND seq=1",
        (replica_number(key.public),),
    ).fetchone()
    assert key.public.hex() in row[0]


def test_a_lift_that_stood_still_tells_its_story(session: Session) -> None:
    events = queries.rows(
        session.register,
        "registration_event",
        list(
            queries.positions(
                session.register, Query("registration_event", (Filter("kind", "=", "restart"),))
            )
        ),
    )
    number = events[0].values["equipment"]
    assert isinstance(number, int)
    told = histories.of_record(session, number)
    assert {"停用", "在用"} <= {e.new for e in told if e.field == "use_status"}
    assert all(e.who for e in told)
    assert told[-1].when < told[0].when
    assert any(e.reason for e in told if e.field == "use_status")


def test_a_few_are_due_and_a_few_overdue(folder: Path) -> None:
    demo.make(folder / "busy.eqi", _place(folder / "busy"), DAY, "凤翔区")
    session = open_session(folder / "busy.eqi", _place(folder / "busy"))
    found = due_list(session, DAY, 30, "elevator").counts
    lifts = queries.count(
        session.register, Query("elevator", (Filter("use_status", "=", "in_use"),))
    )
    assert 0 < found["overdue"] < lifts * 0.04
    assert 0 < found["within"] < lifts * 0.1
    session.close()


def test_an_unknown_place_or_day_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="凤翔区"):
        demo.make(tmp_path / "x.eqi", _place(tmp_path), DAY, "新城区")
    with pytest.raises(UserError, match="2021"):
        demo.make(tmp_path / "x.eqi", _place(tmp_path), date(2019, 1, 1))
    assert not list(tmp_path.glob("x.eqi*"))


def test_a_stop_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        demo.make(tmp_path / "x.eqi", _place(tmp_path), DAY, COUNTY, _stopping())
    assert not list(tmp_path.glob("x.eqi*"))


def _stopping() -> Callable[[str, int, int], None]:
    def report(_what: str, done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    return report


def test_an_existing_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x.eqi").write_bytes(b"mine")
    with pytest.raises(UserError):
        demo.make(tmp_path / "x.eqi", _place(tmp_path), DAY, COUNTY)
    assert (tmp_path / "x.eqi").read_bytes() == b"mine"


@pytest.mark.parametrize("on", [demo.FIRST_DAY, DAY])
def test_nothing_is_told_before_the_register_began(on: date) -> None:
    told = demo.plan(RESOURCES, on, "凤翔区")[0].journal.occasions()
    assert min(occasion.at.date() for occasion in told) == demo.BEGUN


def test_the_city_stands_at_65_percent_at_the_end_of_2021(scene: demo.Scene) -> None:
    """The lifts in use and those with a policy on 2021-12-31, counted from what the demo tells."""
    day = "2021-12-31"
    status: dict[demo.Record, list[tuple[str, object]]] = {}
    for record, key, _value in scene.journal.steps():
        if record.kind == "elevator" and not key:
            status[record] = [(str(record.values["use_status_from"]), record.values["use_status"])]
    for record, key, value in scene.journal.steps():
        if record in status and key == "use" and isinstance(value, dict):
            status[record].append((str(value["use_status_from"]), value["use_status"]))
    in_use = {
        record
        for record, events in status.items()
        if ([s for since, s in sorted(events, key=lambda e: e[0]) if since <= day] or [""])[-1]
        == "in_use"
    }
    held = {
        link["equipment"]
        for link in _every(scene, "policy_link")
        if isinstance(policy := link["policy"], demo.Record)
        and str(policy.values["starts"]) <= day <= str(policy.values["ends"])
    }
    assert len(in_use) > 1500
    assert len(held & in_use) * 20 == len(in_use) * 13


def test_a_county_of_the_demo_is_counted_and_forecast(session: Session) -> None:
    day = date(2021, 12, 31)
    found = coverage.on_day(session, day, "town")
    assert found.rate.denominator > 0
    assert total(line.rate for line in found.by) == found.rate
    ahead = forecasting.forecast(session, day, date(2022, 12, 31), Fraction(7, 10))
    assert ahead.today == found.rate
    assert sum(call.lifts for call in ahead.calls) == found.rate.denominator - ahead.then.numerator
    point = coverage.curve(session, day, day)[0]
    assert (point.in_use, point.insured) == (found.rate.denominator, found.rate.numerator)
