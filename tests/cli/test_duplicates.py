"""Possible duplicates on the command line."""

from pathlib import Path

from tests.cli.conftest import Cli


def test_listed_accepted_and_put_apart(register: Path, cli: Cli) -> None:
    one, two = (cli("add", "unit", "单位名称=甲厂").word for _n in range(2))
    (found,) = cli("duplicates", "--json").data
    assert (found["a"], found["b"], found["exact"]) == (one, two, True)
    assert "甲厂" in cli("duplicates", "单位").out
    said = cli("same-as", two, one, "--json").data
    assert said == {"representative": one, "members": [one, two]}
    assert len(cli("list", "unit", "--json").data) == 1
    assert "已分开" in cli("same-as", one, two, "--apart").out
    assert len(cli("list", "unit", "--json").data) == 2
    assert cli("duplicates", "--json").data == []
    assert cli("duplicates").out.strip() == "没有疑似重复。"


def test_exact_ones_at_once(register: Path, cli: Cli) -> None:
    for _n in range(3):
        cli("add", "unit", "单位名称=甲厂")
    assert cli("duplicates", "--accept-exact", "--json").data == {"accepted": 2}
    assert len(cli("list", "unit", "--json").data) == 1
    assert cli("audit").status == 0
    assert cli("same-as", "甲", "乙").status == 1
