"""The commands for policies and coverage."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.ledgers import write_sheet


@pytest.fixture
def insured(register: Path, cli: Cli) -> str:
    """Three lifts in use since 2020 in two counties, two of them insured through 2021."""
    cli("add", "unit", "单位名称=甲财险（演示）", "单位角色=保险公司")
    cli("add", "unit", "单位名称=虚构物业", "联系电话=0917-0000001")
    made = cli("add", "policy", "保险单号=B1", "险种=电梯责任保险", "保险公司=甲财险（演示）",
               "保险期间起=2021年1月1日", "保险期间止=20211231", "承保电梯数=5")  # fmt: skip
    assert made.status == 0, made.err
    for number, county in enumerate(("610305", "610302", "610302")):
        lift = cli("add", "elevator", f"设备代码=3110100032018000{number}1", "使用地点=某处", "使用状态=在用",
                   "use_status_from=2020-01-01", f"所在县区={county}", "使用单位=虚构物业")  # fmt: skip
        assert lift.status == 0, lift.err
        if number:
            link = cli("add", "policy_link", "保单=B1", f"设备={lift.word}")
            assert link.status == 0, link.err
    return made.word


def test_coverage_says_what_the_issue_asks(insured: str, cli: Cli) -> None:
    said = cli("coverage", "--on", "2021-12-31", "--by", "county", "--json")
    assert said.status == 0, said.err
    assert json.loads(said.out) == {
        "as_of": "2021-12-31", "in_use": 3, "insured": 2, "rate": 2 / 3, "lapsed": 0, "never": 1,
        "unlisted": 3, "units": {"in_use": 1, "insured": 1},
        "by": [{"key": "渭滨区", "in_use": 2, "insured": 2, "rate": 1.0},
               {"key": "凤翔区", "in_use": 1, "insured": 0, "rate": 0.0}],
    }  # fmt: skip
    assert insured


def test_over_nothing_there_is_no_rate(register: Path, cli: Cli) -> None:
    assert json.loads(cli("coverage", "--json").out)["rate"] is None
    assert "投保率 —" in cli("coverage").out


@pytest.mark.parametrize("by", ["county", "town", "unit", "insurer", "maintainer", "place"])
def test_every_heading_adds_up_for_people_too(insured: str, cli: Cli, by: str) -> None:
    said = cli("coverage", "--on", "2021-06-01", "--by", by)
    assert (said.status, "66.7 %" in said.out) == (0, True)
    assert insured


def test_the_curve_has_every_day(insured: str, cli: Cli) -> None:
    said = cli("coverage", "curve", "--from", "2021-12-30", "--to", "2022-01-01", "--json")
    assert json.loads(said.out) == [
        {"day": "2021-12-30", "in_use": 3, "insured": 2, "rate": 2 / 3},
        {"day": "2021-12-31", "in_use": 3, "insured": 2, "rate": 2 / 3},
        {"day": "2022-01-01", "in_use": 3, "insured": 0, "rate": 0.0},
    ]
    assert cli("coverage", "curve", "--from", "2022-01-01", "--to", "2021-01-01").status == 1
    assert insured


def test_the_forecast_names_the_units_to_call(insured: str, cli: Cli) -> None:
    asked = (
        "coverage",
        "forecast",
        "--until",
        "2022-12-31",
        "--target",
        "0.70",
        "--on",
        "2021-12-31",
    )
    assert json.loads(cli(*asked, "--json").out) == {
        "as_of": "2021-12-31", "until": "2022-12-31", "target": 0.7, "needed": 1, "lapsing": 2,
        "short": 3, "calls": [{"unit": "虚构物业", "lifts": 3, "phone": "0917-0000001"}],
    }  # fmt: skip
    assert "还差 1 台达到 70 %，2 台在 2022 年 12 月 31 日前到期" in cli(*asked).out
    wrong = cli("coverage", "forecast", "--until", "2022-12-31", "--target", "七成")
    assert (wrong.status, "看不懂" in wrong.err) == (1, True)
    assert insured


def test_policies_are_listed_as_they_stand_on_a_day(insured: str, cli: Cli) -> None:
    listed = json.loads(cli("policy", "list", "--on", "2021-06-01", "--json").out)
    assert [(p["id"], p["state"], p["listed"], p["covered"], p["unlisted"]) for p in listed] == [
        (insured, "in_force", 2, 2, 3)
    ]
    assert "到期" in cli("policy", "list", "--on", "2022-01-01").out


def test_an_insurers_sheet_is_previewed_then_brought_in(
    insured: str, register: Path, cli: Cli, tmp_path: Path
) -> None:
    titles = ("保险单号", "保险公司", "起保日期", "终保日期", "设备代码", "使用单位", "地址")
    path = write_sheet(tmp_path / "清单.xlsx", [
        titles,
        ("B2", "乙财险（演示）", "2022-01-01", "2022年12月31日24时", "311010003201800001", "", ""),
        ("B2", "乙财险（演示）", "2022-01-01", "2022-12-31", "", "虚构物业", "某处"),
        ("B2", "乙财险（演示）", "2022-01-01", "2022-12-31", "没有这台", "", ""),
    ])  # fmt: skip
    dry = cli("policy", "import", path, "--dry-run", "--json")
    assert dry.status == 0, dry.err
    data = json.loads(dry.out)
    assert {k: data[k] for k in ("linked", "doubtful", "rejected", "policies")} == {
        "linked": 1, "doubtful": 1, "rejected": 1, "policies": 1,
    }  # fmt: skip
    assert [(m["row"], m["by"], m["sure"]) for m in data["matches"]] == [
        (2, "device_code", True), (3, "likeness", False),
    ]  # fmt: skip
    assert json.loads(cli("policy", "list", "--json").out)[0]["number"] == "B1"
    rejects = tmp_path / "退回.xlsx"
    assert cli("policy", "import", path, "--rejects", rejects).status == 0
    assert rejects.exists()
    assert json.loads(cli("coverage", "--on", "2022-06-01", "--json").out)["insured"] == 1
    [waiting] = json.loads(cli("policy", "tray", "--json").out)
    lift = json.loads(cli("list", "elevator", "--json").out)[-1]["id"]
    assert "待核 0 行" in cli("policy", "tray", "--accept", waiting["id"], "--lift", lift).out
    assert json.loads(cli("coverage", "--on", "2022-06-01", "--json").out)["insured"] == 2
    assert register.exists()
    assert insured
