"""双随机 by command: freeze, read the number aloud, draw, verify."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def pool(register: Path, cli: Cli) -> Path:
    for number in range(6):
        assert cli("add", "unit", f"name=虚构{number}公司", "roles=使用单位").status == 0
    for number in range(3):
        cli("add", "person", f"name=虚构甲{number}", f"law_card_no=T{number}",
            "law_card_expires=2199-01-01")  # fmt: skip
    return register


def test_freeze_draw_show_and_verify(pool: Path, cli: Cli, tmp_path: Path) -> None:
    frozen = cli("draw", "new", "三月抽查", "--count", 2, "--json").data
    assert (frozen["state"], frozen["pool_size"], frozen["results"]) == ("frozen", 6, [])
    told = cli("draw", "new", "--frozen", frozen["id"], "--seed", "20260311722", "--source",
               "某公开号码", "--json").data  # fmt: skip
    assert len(told["results"]) == 2
    assert told["pool_hash"] == frozen["pool_hash"]
    said = cli("draw", "verify", frozen["id"], "--json")
    assert (said.status, said.data) == (0, {"equal": True, "problems": []})
    out = tmp_path / "抽查记录.pdf"
    shown = cli("draw", "show", frozen["id"], "--out", out)
    assert "某公开号码" in shown.out
    assert out.read_bytes().startswith(b"%PDF")
    one = told["results"][0]["id"]
    assert cli("draw", "result", one, "未发现问题", "--on", "2026-03-20").status == 0
    assert "未发现问题" in cli("draw", "show", frozen["id"]).out
    assert cli("draw", "discard", frozen["id"], "--reason", "监督人未到场").status == 0
    assert cli("draw", "verify", frozen["id"]).status == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["new"], 2, "--count"),
        (["new", "三月抽查"], 2, "--count"),
        (["new", "三月抽查", "--count", 9], 1, "不能抽取 9 家"),
        (["new", "三月抽查", "--count", 2, "--seed", "12", "--source", "某号码"], 1, "至少 5 位"),
        (["verify", "ABC"], 1, "记录号"),
    ],
)
def test_a_wrong_draw_is_refused(
    pool: Path, cli: Cli, arguments: list[object], status: int, words: str
) -> None:
    assert pool
    said = cli("draw", *arguments)
    assert (said.status, words in said.err) == (status, True), said.err
