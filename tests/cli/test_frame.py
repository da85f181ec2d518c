"""Which register is meant: the option behind the command, before it, the variable, the usual place."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

NEEDED = ("--office", "虚构局", "--county", "凤翔区", "--person", "甄执一")


@pytest.fixture
def two(tmp_path: Path, cli: Cli) -> tuple[Path, Path]:
    """Two registers with a unit each, named after their file."""
    paths = tmp_path / "甲.eqi", tmp_path / "乙.eqi"
    for path in paths:
        assert cli("init", path, *NEEDED).status == 0
        assert cli("add", "unit", f"name={path.stem}", "--register", path).status == 0
    return paths


def names(cli: Cli, *arguments: object) -> list[str]:
    return [unit["name"] for unit in cli(*arguments).data]


def test_before_or_after_the_command(two: tuple[Path, Path], cli: Cli) -> None:
    one, other = two
    assert names(cli, "--register", one, "list", "unit", "--json") == ["甲"]
    assert names(cli, "list", "unit", "--json", "--register", one) == ["甲"]
    assert names(cli, "list", "--register", other, "unit", "--json") == ["乙"]
    assert names(cli, "--register", one, "list", "unit", "--json", "--register", other) == ["乙"]


def test_of_a_command_in_a_group(two: tuple[Path, Path], cli: Cli) -> None:
    for arguments in (
        ["--register", two[0], "keys", "list"],
        ["keys", "--register", two[0], "list"],
        ["keys", "list", "--register", two[0]],
    ):
        assert cli(*arguments).status == 0


def test_the_variable_and_the_usual_place(
    two: tuple[Path, Path], cli: Cli, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    said = cli("list", "unit")
    assert (said.status, said.out) == (1, "")
    assert str(home / "register.eqi") in said.err
    assert cli("init", home / "register.eqi", *NEEDED).status == 0
    assert names(cli, "list", "unit", "--json") == []
    monkeypatch.setenv("EQUIPINSPECT_REGISTER", str(two[1]))
    assert names(cli, "list", "unit", "--json") == ["乙"]
    assert names(cli, "list", "unit", "--json", "--register", two[0]) == ["甲"]


@pytest.mark.parametrize("command", ["categories", "schema", "doctor"])
def test_commands_without_a_register_take_the_option_too(command: str, cli: Cli) -> None:
    assert "没有选项" not in cli(command, "--register", "没有.eqi").err


@pytest.mark.parametrize(
    "content",
    [b"", b"no register", b"SQLite format 3\0" + b"\0" * 4096],
    ids=["empty", "text", "torn"],
)
def test_what_is_no_register_is_refused_in_one_sentence(
    content: bytes, tmp_path: Path, cli: Cli
) -> None:
    path = tmp_path / "别的.eqi"
    path.write_bytes(content)
    said = cli("list", "unit", "--register", path)
    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert str(path) in said.err
    assert path.read_bytes() == content


@pytest.mark.parametrize("kind", ["nosuch", "设备", "equipment", ""])
def test_an_unknown_kind(kind: str, cli: Cli, shared: Path) -> None:
    for arguments in (["list", kind], ["add", kind, "name=x"], ["template", kind, "x.xlsx"]):
        said = cli(*arguments)
        assert (said.status, said.out) == (1, "")
        assert "种类" in said.err


def test_a_kind_by_its_label(cli: Cli, register: Path) -> None:
    assert cli("add", "电梯", "设备代码=311010003201800011", "使用地点=某处").status == 0
    assert len(cli("list", "电梯", "--json").data) == 1


@pytest.mark.parametrize("kind", ["replica", "signing_key", "attachment"])
def test_what_the_program_writes_is_not_written_by_hand(kind: str, cli: Cli, shared: Path) -> None:
    said = cli("add", kind, "name=x")
    assert (said.status, said.out) == (1, "")
    assert "不能手工增改" in said.err
    for row in cli("list", kind, "--json").data:
        assert cli("set", row["id"], "name=x").status == 1
        assert cli("remove", row["id"], "--reason", "试").status == 1
