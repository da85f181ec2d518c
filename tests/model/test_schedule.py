"""Due dates: the regulation's test vectors, every interval row, and properties of the algorithm."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect.model import elevators, intervals, schedule
from equipinspect.model.declarations import Declarations
from equipinspect.model.fields import Absent, Value
from equipinspect.model.rules import Rules
from equipinspect.model.schedule import Due

Settings = Mapping[str, str]
MONTHS = st.integers(1990 * 12, 2026 * 12 + 11).map(intervals.month_text)


@pytest.fixture
def due_of(declared: Declarations, rules: Rules):  # type: ignore[no-untyped-def]
    """Return (category, stream, values, settings) → the due date of that stream, or None."""

    def find(
        category: str, stream: str, values: Mapping[str, Value], settings: Settings | None = None
    ) -> Due | None:
        found = schedule.dues(declared.get(category), values, rules, settings or {})
        return next((due for due in found if due.stream == stream), None)

    return find


# --- the vectors of the regulation ---------------------------------------------------------------


def test_vector_3_month_precision_is_overdue_from_the_first_of_the_next_month(due_of) -> None:  # type: ignore[no-untyped-def]
    due = due_of("elevator", "inspection", {"inspection_next": "2025-04"})
    assert not schedule.is_overdue(due, date(2025, 4, 30))
    assert schedule.is_overdue(due, date(2025, 5, 1))
    assert due.source == schedule.REPORTED
    assert schedule.month_only("2025-04-01") == "2025-04"
    assert schedule.month_only("2025-04-15") == "2025-04-15"


def test_vector_3_a_known_full_day_is_used_as_it_is(due_of) -> None:  # type: ignore[no-untyped-def]
    due = due_of("elevator", "inspection", {"inspection_next": "2025-04-10"})
    assert not schedule.is_overdue(due, date(2025, 4, 10))
    assert schedule.is_overdue(due, date(2025, 4, 11))


def test_vector_4_years_of_inspection_and_testing(rules: Rules) -> None:
    rule = rules.interval("EL-INS", date(2025, 1, 1))
    inspected = [
        y for y in range(2021, 2041) if elevators.task(rule, 2020, y) == elevators.INSPECTION
    ]
    assert inspected == [2021, 2024, 2027, 2029, 2031, 2033, 2035, *range(2036, 2041)]
    assert elevators.task(rule, 2020, 2020) == elevators.SUPERVISION
    assert {elevators.task(rule, 2020, y) for y in (2022, 2023, 2025, 2026)} == {elevators.TESTING}
    assert elevators.next_dates(rule, 2020, 4, 2024) == ("2027-04", "2025-04")


def test_vector_4_early_inspection_does_not_move_the_next_one(due_of) -> None:  # type: ignore[no-untyped-def]
    base = {"supervision_month": "2020-04"}
    usual = due_of("elevator", "inspection", base | {"inspection_last": "2024-04-20"})
    early = due_of("elevator", "inspection", base | {"inspection_last": "2027-02-20"})
    too_early = due_of("elevator", "inspection", base | {"inspection_last": "2027-01-20"})
    assert (usual.due, early.due, too_early.due) == ("2027-04", "2029-04", "2027-04")


def test_vector_5_lpg_bottle(due_of) -> None:  # type: ignore[no-untyped-def]
    bottle = {"kind_code": "LPG_DOM", "made_on": "2018-06"}
    assert due_of("gas_cylinder", "inspection", bottle).due == "2022-06"
    again = bottle | {"inspection_last": "2022-06"}
    assert due_of("gas_cylinder", "inspection", again).due == "2026-06"
    assert due_of("gas_cylinder", "life", bottle).due == "2026-06"
    assert due_of("gas_cylinder", "life", bottle | {"assessed": 1}).due == "2030-06"
    spent = bottle | {"inspection_last": "2026-06"}
    assert due_of("gas_cylinder", "inspection", spent) is None
    assert due_of("gas_cylinder", "inspection", spent | {"assessed": 1}).due == "2030-06"


# --- elevators -----------------------------------------------------------------------------------


def test_a_modification_starts_the_sequence_again(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {
        "supervision_month": "2010-03",
        "modified_on": "2024-09",
        "inspection_last": "2023-03-02",
    }
    assert due_of("elevator", "inspection", lift).due == "2025-09"


def test_a_major_repair_drops_that_years_inspection_and_sets_the_month(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {
        "supervision_month": "2020-04",
        "inspection_last": "2024-04-10",
        "major_repair_on": "2027-02",
    }
    assert due_of("elevator", "inspection", lift).due == "2029-02"


def test_a_restart_keeps_the_years_and_moves_the_month(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {
        "supervision_month": "2020-04",
        "inspection_last": "2026-08-11",
        "restart_month": "2026-08",
    }
    assert due_of("elevator", "inspection", lift).due == "2027-08"


def test_two_clocks_and_testing_one_month_early(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {"supervision_month": "2020-04", "inspection_last": "2024-04-10"}
    assert due_of("elevator", "testing", lift).due == "2025-04"
    assert due_of("elevator", "testing", lift | {"testing_last": "2025-03"}).due == "2026-04"
    assert due_of("elevator", "testing", lift | {"testing_last": "2025-02"}).due == "2025-04"


def test_after_fifteen_years_there_is_no_testing(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {"supervision_month": "2005-04", "inspection_last": "2025-04-10"}
    assert due_of("elevator", "inspection", lift).due == "2026-04"
    assert due_of("elevator", "testing", lift) is None


def test_a_problem_lift_is_inspected_every_year(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {
        "supervision_month": "2020-04",
        "inspection_last": "2024-04-10",
        "inspection_mode_override": "yearly",
    }
    assert due_of("elevator", "inspection", lift).due == "2025-04"
    assert due_of("elevator", "testing", lift) is None


def test_before_2023_every_year_was_an_inspection_year(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {"supervision_month": "2015-04", "inspection_last": "2021-04-10"}
    due = due_of("elevator", "inspection", lift)
    assert (due.due, due.rule) == ("2022-04", "EL-OLD")
    later = due_of("elevator", "inspection", lift | {"inspection_last": "2022-05-10"})
    assert (later.due, later.rule) == ("2024-04", "EL-INS")


def test_without_any_base_nothing_is_computed(declared: Declarations, rules: Rules) -> None:
    lift: dict[str, Value] = {"inspection_last": "2024-04-10", "use_status": "in_use"}
    found = schedule.dues(declared.get("elevator"), lift, rules, {})
    assert found == []
    assert schedule.is_undated(declared.get("elevator"), lift, rules, found)


@given(MONTHS, st.integers(0, 60), st.integers(-2, 0))
def test_early_inspection_never_moves_the_sequence(
    rules: Rules, base: str, count: int, early: int
) -> None:
    rule = rules.interval("EL-INS", date(2025, 1, 1))
    start = elevators.base_of({"supervision_month": base})
    assert start is not None
    slot = elevators.next_inspection(rule, start, "")
    for _round in range(count % 12):
        slot = elevators.next_inspection(rule, start, intervals.month_text(slot))
    on_time = elevators.next_inspection(rule, start, intervals.month_text(slot))
    assert elevators.next_inspection(rule, start, intervals.month_text(slot + early)) == on_time
    assert on_time % 12 == slot % 12
    assert 12 <= on_time - slot <= 36


@given(MONTHS)
def test_each_year_has_exactly_one_of_inspection_and_testing(rules: Rules, base: str) -> None:
    rule = rules.interval("EL-INS", date(2025, 1, 1))
    year = int(base[:4])
    tasks = [elevators.task(rule, year, year + n) for n in range(1, 40)]
    assert set(tasks) <= {elevators.INSPECTION, elevators.TESTING}
    assert set(tasks[15:]) == {elevators.INSPECTION}


# --- every row of §3.1 and §3.2 ------------------------------------------------------------------

STEEL = {"safety_grade": "2"}
ROWS: list[tuple[str, str, str, dict[str, Value], str]] = [
    ("EL-MAINT", "elevator", "maintenance", {"maintenance_last": "2026-03-01"}, "2026-03-16"),
    ("EL-GOV", "elevator", "governor", {"governor_last": "2025-06"}, "2027-06"),
    ("EL-GOV", "elevator", "governor", {"governor_last": "2025-06", "in_use_on": "2009-01"}, "2026-06"),
    ("EL-125", "elevator", "brake_test",
     {"brake_test_last": "2024-05", "supervision_month": "2020-04"}, "2029-04"),
    ("BO-EXT", "boiler", "inspection", {"inspection_last": "2025-10-09"}, "2026-10"),
    ("BO-EXT", "boiler", "inspection", {"in_use_on": "2025-10-09"}, "2026-10"),
    ("BO-INT", "boiler", "internal", {"internal_last": "2025-10"}, "2027-10"),
    ("BO-INT", "boiler", "internal", {"in_use_on": "2025-10-09"}, "2026-10"),
    ("BO-INT", "boiler", "internal",
     {"internal_last": "2025-10", "purpose": "发电", "overhaul_months": 48}, "2029-10"),
    ("BO-HYD", "boiler", "hydrostatic",
     {"hydrostatic_last": "2025-10", "no_internal_inspection": 1}, "2028-10"),
    ("BO-SV", "boiler", "safety_valve", {"safety_valve_last": "2025-10-09"}, "2026-10"),
    ("BO-SV", "boiler", "pressure_gauge", {"pressure_gauge_last": "2025-10-09"}, "2026-04"),
    ("BO-WQ", "boiler", "water_quality", {"water_quality_last": "2025-10-09"}, "2026-10"),
    ("PV-ANN", "pressure_vessel", "annual", {"annual_last": "2025-10"}, "2026-10"),
    ("PV-FULL", "pressure_vessel", "inspection", {"inspection_last": "2022-05", **STEEL}, "2028-05"),
    ("PV-FULL", "pressure_vessel", "inspection", {"inspection_last": "2022-05", "safety_grade": "4"}, "2025-05"),
    ("PV-FULL", "pressure_vessel", "inspection", {"in_use_on": "2022-05"}, "2025-05"),
    ("PV-NM", "pressure_vessel", "inspection",
     {"inspection_last": "2022-05", "vessel_material": "non_metal", "safety_grade": "2"}, "2024-05"),
    ("PV-OX", "pressure_vessel", "inspection", {"inspection_last": "2022-05", "variety_code": "2410"}, "2025-05"),
    ("PV-OX", "pressure_vessel", "inspection", {"in_use_on": "2022-05", "variety_code": "2410"}, "2023-05"),
    ("PV-TANK", "pressure_vessel", "inspection",
     {"inspection_last": "2022-05", "variety_code": "2220", **STEEL}, "2027-05"),
    ("PV-TANK", "pressure_vessel", "annual", {"annual_last": "2022-05", "variety_code": "2220"}, "2023-05"),
    ("PV-SIMPLE", "pressure_vessel", "life", {"in_use_on": "2010-05", "is_simple": 1}, "2030-05"),
    ("SV", "pressure_vessel", "safety_valve", {"safety_valve_last": "2025-05"}, "2026-05"),
    ("PG", "pressure_vessel", "pressure_gauge", {"pressure_gauge_last": "2025-05"}, "2025-11"),
    ("PI-ANN", "pressure_pipeline", "annual", {"annual_last": "2025-05"}, "2026-05"),
    ("PI-FULL", "pressure_pipeline", "inspection",
     {"inspection_last": "2019-05", "level": "GC2", **STEEL}, "2025-05"),
    ("PI-FULL-2025", "pressure_pipeline", "inspection",
     {"inspection_last": "2023-05", "level": "GC2", **STEEL}, "2029-05"),
    ("PI-GB", "pressure_pipeline", "inspection",
     {"inspection_last": "2019-05", "level": "GB1", "gas_class": "中压"}, "2031-05"),
    ("PI-GB", "pressure_pipeline", "inspection",
     {"inspection_last": "2019-05", "level": "GB1", "gas_class": "中压", "material": "PE100"}, "2034-05"),
    ("PI-GA", "pressure_pipeline", "inspection", {"inspection_last": "2019-05", "level": "GA2"}, "2027-05"),
    ("AM", "amusement_ride", "inspection", {"inspection_last": "2025-03-20"}, "2026-03"),
    ("CR-2", "crane", "inspection", {"inspection_last": "2025-03-20", "variety_code": "4110"}, "2027-03"),
    ("CR-1", "crane", "inspection", {"inspection_last": "2025-03-20", "variety_code": "4310"}, "2026-03"),
    ("CR-1", "crane", "inspection",
     {"inspection_last": "2025-03-20", "variety_code": "4110", "molten_metal": 1}, "2026-03"),
    ("VE-FORK", "vehicle", "inspection", {"inspection_last": "2025-03-20", "variety_code": "5110"}, "2027-03"),
    ("VE-SIGHT", "vehicle", "inspection", {"inspection_last": "2025-03-20", "category_code": "5200"}, "2026-03"),
    ("RW", "ropeway", "annual", {"annual_last": "2025-03"}, "2026-03"),
    ("RW", "ropeway", "inspection", {"inspection_last": "2025-03-20"}, "2028-03"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "category", "stream", "values", "expected"), ROWS)
def test_every_row_of_3_1_is_a_due_date(due_of, rule, category, stream, values, expected) -> None:  # type: ignore[no-untyped-def]
    due = due_of(category, stream, values)
    assert (due.rule, due.due, due.source) == (rule, expected, schedule.COMPUTED)


CYLINDERS = {
    "SEAMLESS_INERT": (60, 360), "SEAMLESS_OTHER": (36, 360), "SEAMLESS_CORR": (24, 144),
    "WELDED_OTHER": (36, 240), "WELDED_CORR": (24, 144), "LPG_DOM": (48, 96), "LPG_VEH": (60, 180),
    "CNG_VEH_STEEL": (36, 180), "CNG_VEH_COMP": (36, 180), "LNG_VEH": (36, 240), "CRYO": (36, 240),
    "ACETYLENE": (36, 360), "COMP_BREATH": (36, 180), "FIRE": (36, 360),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "months"), CYLINDERS.items())
def test_every_row_of_3_2_is_a_due_date(due_of, kind, months) -> None:  # type: ignore[no-untyped-def]
    bottle = {"kind_code": kind, "made_on": "2020-01"}
    assert due_of("gas_cylinder", "inspection", bottle).due == intervals.add_months(
        "2020-01", months[0]
    )
    assert due_of("gas_cylinder", "life", bottle).due == intervals.add_months("2020-01", months[1])


def test_single_use_bottles_are_exempt(declared: Declarations, rules: Rules) -> None:
    bottle: dict[str, Value] = {
        "kind_code": "SINGLE_USE",
        "made_on": "2024-01",
        "use_status": "in_use",
    }
    gas = declared.get("gas_cylinder")
    assert schedule.dues(gas, bottle, rules, {}) == []
    assert not schedule.is_undated(gas, bottle, rules, [])


def test_aluminium_and_the_offices_own_months(due_of) -> None:  # type: ignore[no-untyped-def]
    bottle = {"kind_code": "SEAMLESS_OTHER", "made_on": "2020-01", "body_material": "铝合金"}
    assert due_of("gas_cylinder", "life", bottle).due == "2040-01"
    own = {"cylinder.SEAMLESS_OTHER.cycle_months": "24"}
    assert due_of("gas_cylinder", "inspection", bottle, own).due == "2022-01"
    assert due_of("gas_cylinder", "life", bottle | {"scrap_month": "2031-05"}).due == "2031-05"


# --- reported, postponed, exempt -----------------------------------------------------------------


def test_the_reports_date_beats_the_computed_one(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {
        "supervision_month": "2020-04",
        "inspection_last": "2024-04-10",
        "inspection_next": "2025-04",
    }
    due = due_of("elevator", "inspection", lift)
    assert (due.due, due.source) == ("2025-04", schedule.REPORTED)


def test_overdue_basis_applies_only_to_computed_dates(due_of) -> None:  # type: ignore[no-untyped-def]
    exact = {"overdue_basis": "exact_day"}
    boiler = {"inspection_last": "2025-04-10"}
    assert due_of("boiler", "inspection", boiler).last_day == date(2026, 4, 30)
    assert due_of("boiler", "inspection", boiler, exact).last_day == date(2026, 4, 10)
    reported = boiler | {"inspection_next": "2026-04"}
    assert due_of("boiler", "inspection", reported, exact).last_day == date(2026, 4, 30)


def test_a_postponement_moves_the_date_and_shows_both(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {"inspection_next": "2025-04", "inspection_postponed_to": "2025-07"}
    due = due_of("elevator", "inspection", lift)
    assert (due.due, due.original, due.source) == ("2025-07", "2025-04", schedule.POSTPONED)


def test_an_earlier_date_may_be_ordered_but_a_left_over_is_ignored(due_of) -> None:  # type: ignore[no-untyped-def]
    lift = {"inspection_last": "2025-05-06", "inspection_next": "2026-05"}
    assert (
        due_of("elevator", "inspection", lift | {"inspection_postponed_to": "2026-02"}).due
        == "2026-02"
    )
    assert (
        due_of("elevator", "inspection", lift | {"inspection_postponed_to": "2025-06"}).due
        == "2026-05"
    )


def test_apply_one_month_before(due_of) -> None:  # type: ignore[no-untyped-def]
    assert due_of("elevator", "inspection", {"inspection_next": "2025-03"}).apply_by == date(
        2025, 2, 28
    )
    day = due_of("elevator", "inspection", {"inspection_next": "2025-03-31"})
    assert day.apply_by == date(2025, 2, 28)


def test_stopped_equipment_is_never_counted() -> None:
    states = ("not_in_use", "stopped", "scrapped", "dismantled", "moved_out", None)
    assert not any(schedule.is_counted({"use_status": state}) for state in states)
    assert schedule.is_counted({"use_status": "in_use"})


@pytest.mark.parametrize(
    ("values", "undated"),
    [
        ({}, True),
        ({"inspection_next": Absent("—")}, True),
        ({"inspection_next": Absent("无")}, True),
        ({"inspection_next": Absent("设计规定不实施定期检验")}, False),
        ({"no_inspection_reason": "设计规定不实施定期检验"}, False),
        ({"inspection_next": "2020-01"}, False),
        ({"is_simple": 1}, False),
        ({"inspection_postponed_to": "2026-01"}, False),
    ],
)
def test_in_use_without_date_or_reason_is_undated(
    declared: Declarations, rules: Rules, values: dict[str, Value], undated: bool
) -> None:
    vessel = declared.get("pressure_vessel")
    values = {"use_status": "in_use", **values}
    found = schedule.dues(vessel, values, rules, {})
    assert schedule.is_undated(vessel, values, rules, found) is undated
    assert not schedule.is_undated(vessel, values | {"use_status": "stopped"}, rules, found)


def test_low_rules_raise_no_red_until_confirmed(due_of, rules: Rules) -> None:  # type: ignore[no-untyped-def]
    line = {"inspection_last": "2010-05", "level": "GA2"}
    due = due_of("pressure_pipeline", "inspection", line)
    assert not schedule.is_overdue(due, date(2026, 1, 1))
    assert schedule.colour(due.last_day, date(2026, 1, 1), rules.due, due.confirmed) != "red"
    sure = due_of("pressure_pipeline", "inspection", line, {"confirm.PI-GA": "1"})
    assert schedule.is_overdue(sure, date(2026, 1, 1))
    reported = due_of("pressure_pipeline", "inspection", line | {"inspection_next": "2018-05"})
    assert schedule.is_overdue(reported, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, "red"),
        (0, "orange"),
        (10, "orange"),
        (11, "yellow"),
        (30, "yellow"),
        (60, "blue"),
        (61, ""),
    ],
)
def test_colours_by_days(rules: Rules, days: int, expected: str) -> None:
    today = date(2026, 3, 6)
    last = date.fromordinal(today.toordinal() + days)
    assert schedule.colour(last, today, rules.due) == expected


def test_the_offices_own_notice_days(rules: Rules) -> None:
    policy = rules.due.with_days({"notice_days_1": "90", "notice_days_2": "", "notice_days_3": "7"})
    assert [days for days, _colour in policy.steps] == [7, 30, 90]


def test_boiler_order_and_ride_notes(declared: Declarations, rules: Rules) -> None:
    boiler = {"inspection_next": "2026-03", "internal_next": "2026-09"}
    notes = [due.note for due in schedule.dues(declared.get("boiler"), boiler, rules, {})]
    assert notes == ["同一年先做内部检验，后做外部检验", ""]
    ride = {"inspection_next": "2026-03", "in_use_on": "2011-05", "design_life_y": 15}
    found = schedule.dues(declared.get("amusement_ride"), ride, rules, {})
    assert "不受理" in found[0].note
    assert found[1].due == "2026-05"
    opening = {"inspection_next": "2026-03", "season_opens": "2026-05-01"}
    assert "2026-05-01" in schedule.dues(declared.get("amusement_ride"), opening, rules, {})[0].note


def test_nearest_leaves_out_daily_rounds_and_unconfirmed_rules(
    declared: Declarations, rules: Rules
) -> None:
    lift = {
        "inspection_next": "2027-04",
        "testing_next": "2026-04",
        "maintenance_last": "2026-01-01",
    }
    nearest = schedule.nearest(schedule.dues(declared.get("elevator"), lift, rules, {}), rules)
    assert nearest is not None
    assert nearest.stream == "testing"


@given(MONTHS, st.integers(-240, 240))
def test_months_add_up(month: str, count: int) -> None:
    moved = intervals.add_months(month, count)
    assert intervals.months_of(moved) - intervals.months_of(month) == count


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 240))
def test_added_days_are_clamped_never_carried_over(day: date, count: int) -> None:
    moved = intervals.add_months(day.isoformat(), count)
    assert date.fromisoformat(moved).day <= day.day
    assert intervals.months_of(moved) == intervals.months_of(day.isoformat()) + count


@given(
    st.fixed_dictionaries(
        {},
        optional={
            key: MONTHS
            for key in (
                "supervision_month", "modified_on", "major_repair_on", "restart_month", "in_use_on",
                "inspection_last", "testing_last", "inspection_next", "inspection_postponed_to",
            )
        },
    )
)  # fmt: skip
def test_any_lift_gets_dates_after_what_was_done(
    declared: Declarations, rules: Rules, values: dict[str, Value]
) -> None:
    for due in schedule.dues(declared.get("elevator"), values, rules, {}):
        assert due.apply_by <= due.last_day
        last = values.get(f"{due.stream}_last")
        if due.source == schedule.COMPUTED and last:
            assert due.due > str(last)
