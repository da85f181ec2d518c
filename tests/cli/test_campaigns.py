"""专项行动 by command."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.ledgers import write_sheet


@pytest.fixture
def campaign(register: Path, cli: Cli, tmp_path: Path) -> str:
    assert register
    made = cli("add", "campaign", "name=大排查", "begins=2021-03-01", "ends=2021-12-31")
    assert made.status == 0, made.err
    path = write_sheet(tmp_path / "旧台账.xlsx", [
        ("受检单位", "隐患描述", "县区", "排查日期", "隐患等级", "隐患部位", "专项行动", "已整改认定日期"),
        *[("秋实物业有限公司", f"虚构{county}", county, "2021-03-05", "一般", "机房", "大排查", "2021-03-09")
          for county in ("610305", "610302")],
    ])  # fmt: skip
    done = cli("import", "hazard", path)
    assert done.status == 0, done.err
    return made.word


def test_statistics_on_a_day(campaign: str, cli: Cli) -> None:
    early = cli("campaign", "stats", campaign, "--on", "2021-03-08", "--json").data
    assert early["campaign"] == "大排查"
    assert (early["total"]["hazards"], early["total"]["rectified"], early["total"]["rate"]) == (
        2,
        0,
        0,
    )
    late = cli("campaign", "stats", "大排查", "--on", "2021-03-09", "--json").data
    assert late["total"]["rate"] == 1
    assert [r["county"] for r in late["rows"]] == ["渭滨区", "凤翔区"]
    assert "100.0" in cli("campaign", "stats", campaign, "--on", "2021-03-09").out
    assert (
        cli("campaign", "stats", campaign, "--by", "level", "--json").data["rows"][1]["level"]
        == "一般"
    )
    assert cli("campaign", "stats", "--json").data["total"]["hazards"] == 2
    last = cli("campaign", "stats", campaign, "--last-year", "--on", "2022-03-09", "--json").data
    assert last["total"]["hazards"] == 2


def test_the_list_and_one_campaign(campaign: str, cli: Cli) -> None:
    (found,) = cli("campaign", "list", "--json").data
    assert (found["id"], found["hazards"], found["state"]) == (campaign, 2, "已到期")
    assert "大排查" in cli("campaign", "list").out
    cli(
        "add",
        "campaign_target",
        "专项行动=大排查",
        "kind=餐饮场所",
        "place=虚构饭店",
        "county=凤翔区",
    )
    shown = cli("campaign", "show", campaign, "--json").data
    assert shown["progress"]["targets"] == 1
    assert shown["progress"]["counties"] == [{"key": "凤翔区", "targets": 1, "done": 0}]
    assert "凤翔区" in cli("campaign", "show", campaign).out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["stats", "没有的行动"], 1, "没有找到"),
        (["stats", "--by", "officer"], 2, "应为"),
        (["stats", "--on", "2021-01-01", "--since", "2022-01-01"], 1, "晚于"),
        (["show"], 2, "缺少"),
    ],
)
def test_wrong_questions(
    campaign: str, cli: Cli, arguments: list[str], status: int, words: str
) -> None:
    assert campaign
    said = cli("campaign", *arguments)
    assert (said.status, words in said.err) == (status, True), said.err


def test_ledger_frozen_report_and_sentence(campaign: str, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    assert cli("ledger", campaign, "--out", out, "--on", "2021-03-09", "--json").data["表1"] == 2
    assert cli("ledger", campaign, "--out", out).status == 1
    number = cli("report", "freeze", "三月", "--campaign", campaign, "--on", "2021-03-09").word
    said = "共排查安全隐患2处，已整改2处，整改率100.0%"
    assert cli("report", "sentence", number).word == said
    assert cli("report", "list", "--json").data == [
        {"id": number, "name": "三月", "as_of": "2021-03-09"}
    ]
    assert "合计" in cli("report", "show", number).out
    assert cli("report", "changes", number).word == "没有变化。"
    cli(
        "add",
        "hazard",
        "description=迟报",
        "found_on=2021-03-01",
        "level=重大",
        "place=机房",
        "专项行动=大排查",
    )
    changed = cli("report", "changes", number, "--json").data
    assert len(changed["hazards"]) == 1
    assert {"key": "*", "label": "合计", "measure": "major", "then": "0", "now": "1"} in changed[
        "numbers"
    ]
    early = cli("report", "freeze", "无", "--on", "2020-03-09").word
    refused = cli("report", "sentence", early)
    assert (refused.status, "没有对应的记录" in refused.err) == (1, True)


def test_targets_are_fixed_once_and_rides_open_by_themselves(campaign: str, cli: Cli) -> None:
    assert cli("campaign", "fix", campaign).status == 1
    cli("add", "campaign_target", "专项行动=大排查", "kind=餐饮场所", "place=虚构饭店")
    assert cli("campaign", "fix", campaign, "--json").data == {"targets": 1}
    assert cli("campaign", "show", campaign, "--json").data["frozen"] is True
    cli("add", "campaign_target", "专项行动=大排查", "kind=餐饮场所", "place=另一饭店")
    assert cli("campaign", "show", campaign, "--json").data["frozen"] is False
    assert cli("campaign", "fix", campaign).status == 1
    cli("add", "amusement_ride", "name=水滑梯", "serial_no=R1", "address=公园", "use_status=在用")
    cli(
        "add",
        "campaign",
        "name=节前检查",
        "opens_before=节假日前",
        "days_before=5",
        "holiday=国庆节",
    )
    (made,) = cli("campaign", "open", "--on", "2026-09-28", "--json").data
    assert "2026 年国庆节" in cli("campaign", "show", made).out
    assert cli("campaign", "open", "--on", "2026-09-28").out.startswith("没有")
