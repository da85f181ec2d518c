"""The commands today, rates and dossier."""

import json
from pathlib import Path

from tests.cli.conftest import Cli


def test_today_counts_and_opens_its_rows(lift: str, cli: Cli) -> None:
    said = cli("today", "--on", "2099-07-01", "--json")
    assert said.status == 0, said.err
    tiles = {t["key"]: t["count"] for t in json.loads(said.out)["tiles"]}
    assert tiles["overdue"] == 1
    rows = json.loads(cli("today", "--on", "2099-07-01", "--rows", "overdue", "--json").out)
    assert rows == [{"kind": "elevator", "id": lift}]
    assert "检验超期　1 台" in cli("today", "--on", "2099-07-01").out


def test_rates_print_their_formulas(lift: str, cli: Cli) -> None:
    said = json.loads(cli("rates", "--on", "2099-07-01", "--json").out)
    assert said["total"]["overdue"] == {"numerator": 1, "denominator": 1, "rate": 1.0}
    text = cli("rates", "--on", "2099-07-01", "--by", "kind").out
    assert "超期率 = 在用且检验超期 ÷ 在用" in text
    assert "超期率 1/1 100.0 %" in text
    assert lift


def test_a_dossier_is_a_pdf(lift: str, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "一机一档.pdf"
    said = cli("dossier", lift, "--out", out)
    assert said.status == 0, said.err
    assert out.read_bytes().startswith(b"%PDF")
    assert cli("dossier", lift, "--out", out).status == 1


def test_a_monthly_report_is_written_and_frozen(lift: str, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "月报.xlsx"
    said = cli("periodic", "month", "--on", "2099-07-15", "--out", out, "--freeze", "--json")
    assert said.status == 0, said.err
    again = tmp_path / "重出.pdf"
    number = json.loads(said.out)["id"]
    assert cli("periodic", "month", "--frozen", number, "--out", again).status == 0
    assert again.read_bytes().startswith(b"%PDF")
    assert lift
