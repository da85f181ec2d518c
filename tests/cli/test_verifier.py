"""Keys and verification handed to others, from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import PASSPHRASE, Cli


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "口令.txt"
    path.write_text(PASSPHRASE, encoding="utf-8")
    return path


def test_keys_change_leak_and_travel(
    cli: Cli, register: Path, secret: Path, tmp_path: Path
) -> None:
    first = cli("keys", "new", "--passphrase-file", secret, "--json").data["id"]
    turned = cli("keys", "rotate", "--passphrase-file", secret, "--json").data
    assert turned["rotated"] == first
    said = cli("keys", "compromised", first, "--reason", "电脑被盗")
    assert said.status == 0
    assert "已停用" in said.out
    states = {k["id"]: k["status"] for k in cli("keys", "list", "--json").data}
    assert states == {first: "compromised", turned["id"]: "active"}
    out = tmp_path / "公钥.json"
    made = cli("keys", "export", out, "--passphrase-file", secret, "--json").data
    assert (made["list"], made["entries"]) == (1, 0)
    assert len(json.loads(out.read_text("utf-8"))["keys"]) == 2
    again = cli("keys", "export", out, "--passphrase-file", secret)
    assert (again.status, "已存在" in again.err) == (1, True)
    taken = cli("keys", "import", out)
    assert (taken.status, "第 1 号作废清单" in taken.out) == (0, True)


def test_a_leak_needs_a_key_of_the_office(cli: Cli, register: Path) -> None:
    said = cli("keys", "compromised", "K01ABCD", "--reason", "电脑被盗")
    assert (said.status, "keys list" in said.err) == (1, True)


def test_the_page_is_written_once(cli: Cli, register: Path, tmp_path: Path) -> None:
    out = tmp_path / "verify.html"
    said = cli("verify-page", "--out", out)
    assert (said.status, "公钥 0 把" in said.out) == (0, True)
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert cli("verify-page", "--out", out).status == 1
