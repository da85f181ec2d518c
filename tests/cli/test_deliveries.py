"""Join, hand back and the board of deliveries on the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import PASSPHRASE, Cli, Said

LISTED = {"replica", "fingerprint", "person", "device", "role", "state"}


@pytest.fixture
def laptop(
    register: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Run a command on the laptop's own account and register."""
    (tmp_path / "laptop").mkdir()

    @contextmanager
    def account() -> Iterator[None]:
        with monkeypatch.context() as there:
            there.setenv("EQUIPINSPECT_HOME", str(tmp_path / "laptop"))
            there.setenv("EQUIPINSPECT_REGISTER", str(tmp_path / "laptop" / "l.eqi"))
            yield

    def said(*arguments: object) -> Said:
        with account():
            return cli(*arguments)

    return said


def test_a_friday(
    register: Path, cli: Cli, laptop: Callable[..., Said], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    base, week, back = (tmp_path / f"{n}.eqx" for n in ("base", "week", "back"))
    assert cli("add", "unit", "单位名称=甲厂").status == 0
    assert cli("export", base, "--full").status == 0
    joined = laptop("join", base, tmp_path / "laptop" / "l.eqi", "--person", "万外勤", "--device",
                    "笔记本", "--json").data  # fmt: skip
    assert len(joined["words"].split()) == 10
    again = laptop("join", base, tmp_path / "laptop" / "l.eqi", "--person", "万", "--device", "x")
    assert (again.status, "已存在" in again.err) == (1, True)
    assert laptop("add", "unit", "单位名称=乙厂").status == 0
    assert laptop("export", week).status == 0
    (handed,) = cli("merge", week, "--json").data
    assert (handed["result"], handed["parked"], handed["new"]) == ("parked", 2, 0)
    waiting = [
        each for each in cli("replicas", "list", "--json").data if each["state"] == "waiting"
    ]
    assert set(waiting[0]) == LISTED
    assert waiting[0]["fingerprint"] == joined["fingerprint"]
    assert waiting[0]["person"] == "万外勤"
    cli("replicas", "enrol", joined["fingerprint"], "--person", "万外勤", "--role", "officer")
    assert len(cli("list", "unit", "--json").data) == 2
    (handed,) = cli("merge", week, "--json").data
    assert handed["result"] == "nothing_new"
    (board,) = cli("deliveries", "--json").data
    assert (board["person"], board["handed_in"], board["files"]) == ("万外勤", True, 2)
    assert "已交" in cli("deliveries").out
    monkeypatch.setenv("EQUIPINSPECT_PASSPHRASE", PASSPHRASE)
    made = cli("return", back, "--for", joined["replica"], "--json")
    assert made.data["person"] == "万外勤"
    assert "返回文件" in cli("return", tmp_path / "b2.eqx", "--for", "万外勤", "--full").out
    (merged,) = laptop("merge", back, "--json").data
    assert merged["result"] == "merged"
    assert "全部已交" in laptop("deliveries").out
    assert laptop("state-digest").out == cli("state-digest").out
    assert laptop("audit").status == cli("audit").status == 0


def test_nothing_goes_back_to_a_device_that_never_handed_in(
    register: Path, cli: Cli, tmp_path: Path
) -> None:
    cli("replicas", "enrol", "1" * 30, "--person", "王二", "--role", "officer")
    refused = cli("return", tmp_path / "x.eqx", "--for", "王二")
    assert (refused.status, "join" in refused.err) == (1, True)
    assert "还没有交过" in cli("deliveries").out
    assert not (tmp_path / "x.eqx").exists()


def test_an_office_with_a_key_signs_what_it_hands_back(
    register: Path, cli: Cli, laptop: Callable[..., Said], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("EQUIPINSPECT_PASSPHRASE", PASSPHRASE)
    assert cli("keys", "new").status == 0
    monkeypatch.delenv("EQUIPINSPECT_PASSPHRASE")
    base, week = tmp_path / "base.eqx", tmp_path / "week.eqx"
    cli("export", base, "--full")
    joined = laptop("join", base, tmp_path / "laptop" / "l.eqi", "--person", "万外勤", "--device",
                    "笔记本", "--json").data  # fmt: skip
    laptop("export", week)
    cli("merge", week)
    cli("replicas", "enrol", joined["fingerprint"], "--person", "万外勤", "--role", "officer")
    assert "口令" in cli("return", tmp_path / "back.eqx", "--for", "万外勤").err
    monkeypatch.setenv("EQUIPINSPECT_PASSPHRASE", PASSPHRASE)
    assert cli("return", tmp_path / "back.eqx", "--for", "万外勤").status == 0
    assert laptop("merge", tmp_path / "back.eqx").status == 0
