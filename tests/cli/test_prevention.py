"""Plans and risk by command."""

from pathlib import Path

from tests.cli.conftest import Cli


def test_a_plan_and_its_coverage(register: Path, cli: Cli) -> None:
    assert register
    cli("add", "unit", "name=虚构甲公司", "roles=使用单位", "county=凤翔区")
    plan = cli("plan", "new", "2026 年计划", "--year", 2026).word
    found = cli("plan", "show", plan, "--on", "2026-11-23", "--json").data
    assert found["total"] == {"key": "合计", "planned": 1, "dropped": 0, "checked": 0, "rate": 0.0}
    assert cli("plan", "list", "--json").data[0]["id"] == plan
    assert "覆盖率 0.0%" in cli("plan", "show", plan).out
    assert cli("plan", "new", "空", "--year", 2026, "--county", "渭滨区").status == 1


def test_a_units_colour(register: Path, cli: Cli, tmp_path: Path) -> None:
    assert register
    cli("add", "unit", "name=虚构甲公司")
    made = cli("add", "risk_point", "单位=虚构甲公司", "name=充装", "method=LS 法", "likelihood=5", "severity=5",
               "assessed_on=2026-01-31")  # fmt: skip
    assert made.status == 0, made.err
    out = tmp_path / "清单.xlsx"
    found = cli("risk", "show", "虚构甲公司", "--on", "2026-02-01", "--out", out, "--json").data
    assert (found["colour"], found["due"], found["credit_class"]) == ("red", "2026-04-30", None)
    assert out.exists()
    assert "红色" in cli("risk", "show", found["unit"]).out
    assert len(cli("risk", "due", "--on", "2026-03-01", "--json").data) == 1
    assert cli("risk", "show", "没有的公司").status == 1
