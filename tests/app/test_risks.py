"""A unit's colour and why: its points, its open 重大 hazards, the interval the office set, what falls due."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from equipinspect.app import plans, preferences, records, risks
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, UserError
from equipinspect.model.fields import Value
from tests.ledgers import add

ON = date(2026, 11, 23)


@pytest.fixture
def unit(office: Session) -> int:
    return add(office, "unit", name="虚构充装站", roles="使用单位", county="610305")


def point(session: Session, unit: int, name: str, **values: Value) -> int:
    base: dict[str, Value] = {
        "unit": unit,
        "name": name,
        "method": "LS",
        "assessed_on": "2026-06-30",
    }
    return records.save_new(session, "risk_point", base | values)


def test_the_highest_colour_counts_and_says_why(office: Session, unit: int) -> None:
    point(office, unit, "卸车", likelihood="3", severity="4")
    point(office, unit, "充装", likelihood="3", severity="5")
    found = risks.of_unit(office, unit, ON)
    assert (found.colour, found.months, found.due) == ("orange", 6, "2026-12-30")
    assert (
        found.lines[1] == "风险点“充装”：LS 法：L 3 × S 5 = R 15，≥15，未达 ≥20，橙色（较大风险）"
    )
    assert found.lines[2] == "取最高一级：橙色（较大风险）"
    assert [p.grade.colour for p in found.points] == ["yellow", "orange"]


def test_an_open_major_hazard_makes_red_until_it_is_closed(office: Session, unit: int) -> None:
    point(office, unit, "充装", likelihood="1", severity="1")
    with office.action("add") as running:
        hazard = running.create(
            "hazard", {"unit": unit, "level": "major", "found_on": "2026-11-01", "state": "found"}
        )
    found = risks.of_unit(office, unit, ON)
    assert (found.colour, found.major) == ("red", (hazard,))
    assert any("重大隐患 1 处" in line for line in found.lines)
    assert risks.of_unit(office, unit, date(2026, 10, 31)).colour == "blue"
    with office.action("set") as running:
        running.write("hazard", hazard, "closing", {"closed_on": "2026-11-20"}, ())
    assert risks.of_unit(office, unit, ON).colour == "blue"
    assert risks.of_unit(office, unit, date(2026, 11, 19)).colour == "red"


def test_the_interval_is_the_offices_and_counts_from_the_last_check(
    office: Session, unit: int
) -> None:
    point(office, unit, "充装", likelihood="5", severity="5")
    with office.action("add") as running:
        running.create("check", {"unit": unit, "checked_on": "2026-09-30", "result": "clear"})
    assert risks.of_unit(office, unit, ON).due == "2026-12-30"
    assert [u.unit for u in risks.due_by(office, ON, risks.next_month(ON))] == [unit]
    assert risks.next_month(ON) == date(2026, 12, 31)
    preferences.change(office, {"risk.red_months": "6"})
    assert risks.of_unit(office, unit, ON).due == "2027-03-30"
    assert risks.due_by(office, ON, risks.next_month(ON)) == []


def test_a_factor_off_the_scale_is_not_saved(office: Session, unit: int) -> None:
    with pytest.raises(InvalidRecord, match="LEC 法的 L 没有 4 这一级"):
        point(office, unit, "充装", method="LEC", likelihood="4", exposure="6", severity="15")
    number = point(office, unit, "充装", likelihood="4", severity="5")
    with pytest.raises(InvalidRecord, match="没有 6 这一级"):
        records.save(office, records.read(office, number), {"severity": "6"})


def test_the_control_list_goes_to_the_unit_without_its_credit_class(
    office: Session, unit: int, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="还没有风险点"):
        risks.control_list(office, unit, tmp_path / "清单.xlsx")
    point(
        office,
        unit,
        "充装",
        likelihood="3",
        severity="5",
        measures="专人监护",
        duty_person="虚某某",
    )
    add(
        office,
        "credit_class",
        unit="虚构充装站",
        **{"class": "D", "assessed_on": "2026-05-01", "source": "省级平台"},
    )
    assert risks.of_unit(office, unit, ON).credit == ("D", "2026-05-01", "省级平台")
    assert risks.control_list(office, unit, tmp_path / "清单.xlsx") == 1
    page = openpyxl.load_workbook(tmp_path / "清单.xlsx").active
    cells = [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell]
    assert {"专人监护", "虚某某", "较大风险", "橙"} <= set(cells)
    assert not [cell for cell in cells if "信用" in cell or "省级平台" in cell]


def test_coverage_of_a_plan_counts_units_once_and_drops_those_with_a_licence_check(
    office: Session,
) -> None:
    for number in range(5):
        add(office, "unit", name=f"虚构{number}公司", roles="使用单位", county="610305")
    plan = plans.begin(office, "2026 年计划", 2026, "610305")
    units = [r.values["unit"] for r in plans._items(office, plan)]
    with office.action("add") as running:
        for unit, kind, day in (
            (units[0], "routine", "2026-03-01"), (units[0], "special", "2026-04-01"),
            (units[1], "after_licence", "2026-05-01"), (units[1], "routine", "2026-06-01"),
            (units[2], "routine", "2025-12-31"), (units[3], "routine", "2026-11-24"),
        ):  # fmt: skip
            running.create(
                "check", {"unit": unit, "kind": kind, "checked_on": day, "result": "clear"}
            )
    whole, (part,) = plans.coverage(office, plan, ON)
    assert plans.plain(whole) == {
        "key": "合计",
        "planned": 5,
        "dropped": 1,
        "checked": 1,
        "rate": 0.25,
    }
    assert (part.key, len(part.checks)) == ("凤翔区", 2)
    assert plans.overview(office, ON)[0]["rate"] == 0.25
    with pytest.raises(UserError, match="没有可以列入"):
        plans.begin(office, "空", 2026, "610302")
    with pytest.raises(UserError, match="不是年度"):
        plans.coverage(office, int(str(units[0])), ON)
