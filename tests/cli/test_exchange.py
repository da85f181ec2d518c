"""Files to and fro on the command line: exactly the words and figures that programs read."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

KEYS = {"file", "from", "new", "known", "conflicts", "parked", "quarantined", "photos_missing",
        "result", "reason"}  # fmt: skip


class Office:
    """A register with a data folder of its own."""

    def __init__(self, folder: Path, name: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.home = folder / f"{name}.eqi", folder / f"{name}-home"
        self._cli, self._patch = cli, monkeypatch
        self("init", self.path, "--office", f"{name}局", "--county", "610305", "--person", name)

    def __call__(self, *arguments: object) -> object:
        self._patch.setenv("EQUIPINSPECT_HOME", str(self.home))
        self._patch.setenv("EQUIPINSPECT_REGISTER", str(self.path))
        said = self._cli(*arguments)
        assert said.status == 0, said.err or said.out
        return said.data if "--json" in arguments else said.word

    def admit(self, other: "Office") -> None:
        """Enrol the device of another register."""
        listed = other("replicas", "list", "--json")
        (own,) = [r for r in listed if r["state"] == "self"]  # type: ignore[attr-defined]
        self("replicas", "enrol", own["fingerprint"], "--person", other.path.stem,
             "--role", "administrator")  # fmt: skip


@pytest.fixture
def offices(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> tuple[Office, Office]:
    one, two = (Office(tmp_path, name, cli, monkeypatch) for name in ("甲", "乙"))
    one.admit(two)
    two.admit(one)
    return one, two


def test_two_registers_become_one_and_a_conflict_is_decided(
    offices: tuple[Office, Office], tmp_path: Path
) -> None:
    one, two = offices
    lift = one("add", "elevator", "设备代码=311010003201800011", "使用地点=秋实路 1 号", "名称=梯")
    first = one("export", tmp_path / "a.eqx", "--full", "--json")
    assert first["photos_missing"] == []  # type: ignore[index]
    (merged,) = two("merge", tmp_path / "a.eqx", "--json")  # type: ignore[misc]
    assert merged.keys() >= KEYS
    assert (merged["result"], merged["conflicts"], merged["reason"]) == ("merged", 0, "")
    one("set", lift, "名称=甲梯")
    two("set", lift, "名称=乙梯")
    one("export", tmp_path / "b.eqx", "--json")
    two("export", tmp_path / "c.eqx", "--json")
    (dry,) = two("merge", tmp_path / "b.eqx", "--dry-run", "--json")  # type: ignore[misc]
    assert dry["conflicts"] == 1
    assert two("conflicts", "--json") == []
    (merged,) = two("merge", tmp_path / "b.eqx", "--json")  # type: ignore[misc]
    assert (merged["result"], merged["conflicts"]) == ("merged", 1)
    one("merge", tmp_path / "c.eqx", "--json")
    assert one("state-digest") == two("state-digest")
    (found,) = two("conflicts", "--json")  # type: ignore[misc]
    assert (found["entity"], found["field"]) == (lift, "name")
    assert {v["value"] for v in found["values"]} == {"甲梯", "乙梯"}
    assert all({"value", "person", "at"} <= v.keys() for v in found["values"])
    two("resolve", found["conflict"], "--take", "1", "--reason", "现场核对")
    assert two("conflicts", "--json") == []
    two("export", tmp_path / "d.eqx", "--json")
    one("merge", tmp_path / "d.eqx", "--json")
    assert one("conflicts", "--json") == []
    one("undo-merge")
    assert len(one("conflicts", "--json")) == 1  # type: ignore[arg-type]
    (again,) = one("merge", tmp_path / "d.eqx", "--json")  # type: ignore[misc]
    assert again["result"] == "merged"
    assert one("audit", "--json")["clean"]  # type: ignore[index]


def test_a_strangers_file_waits_and_a_broken_one_is_turned_away(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (Office(tmp_path, name, cli, monkeypatch) for name in ("甲", "乙"))
    two("export", tmp_path / "a.eqx", "--json")
    (waits,) = one("merge", tmp_path / "a.eqx", "--json")  # type: ignore[misc]
    assert waits["result"] == "parked"
    assert "还没有登记" in waits["reason"]
    broken = tmp_path / "b.eqx"
    broken.write_bytes((tmp_path / "a.eqx").read_bytes()[:-4096])
    said = cli("merge", broken, "--json")
    assert said.status == 1
    assert said.data[0]["result"] == "quarantined"
    assert "不完整" in said.data[0]["reason"]
    said = cli("merge", tmp_path / "gone.eqx", "--json")
    assert (said.status, said.data[0]["result"]) == (1, "refused")
    assert one("inspect", tmp_path / "a.eqx", "--json")["person"] == "乙"  # type: ignore[index]
