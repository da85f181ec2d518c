"""Number blocks on the command line."""

from pathlib import Path

from tests.cli.conftest import Cli

DIGITS = "11111 22222 33333 44444 55555 66666"


def test_leased_and_listed(register: Path, cli: Cli) -> None:
    assert cli("blocks", "--json").data == {"blocks": [], "provisional": [], "twice": []}
    cli("replicas", "enrol", DIGITS, "--person", "王二", "--role", "officer")
    made = cli("blocks", "lease", "监察指令书", "--for", "王二", "--count", "20", "--year", "2026",
               "--json").data  # fmt: skip
    assert (made["from"], made["to"], made["left"]) == (1, 20, 20)
    (block,) = cli("blocks", "--json").data["blocks"]
    assert (block["person"], block["fingerprint"], block["year"]) == ("王二", DIGITS, 2026)
    assert "还剩 20" in cli("blocks").out
    assert "监察指令书" in cli("blocks", "lease", "unit", "--for", "王二").err
    assert cli("replicas", "revoke", "王二").status == 0
    assert "1 号起作废" in cli("blocks").out
