"""The register as a whole: begun, proved, copied, restored; what the program knows of itself."""

from pathlib import Path

import pytest

from equipinspect import RESOURCES
from equipinspect.app import health
from equipinspect.model import declarations
from tests.cli.conftest import PASSPHRASE, Cli

NEEDED = ("--office", "虚构局", "--county", "凤翔区", "--person", "甄执一")


def test_init_without_a_passphrase_makes_no_key(cli: Cli, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "新" / "台账.eqi"
    said = cli("init", path, *NEEDED, "--json")
    assert (said.status, said.err) == (0, "")
    assert said.data == {"path": str(path), "key": None}
    assert path.is_file()
    assert not (home / "office-keys").exists()
    assert cli("keys", "list", "--json", "--register", path).data == []


def test_init_with_a_passphrase_makes_one(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EQUIPINSPECT_PASSPHRASE", PASSPHRASE)
    path = tmp_path / "台账.eqi"
    said = cli("init", path, *NEEDED)
    assert said.status == 0
    [key] = cli("keys", "list", "--json", "--register", path).data
    assert (key["issuer"], key["status"]) == ("610305", "active")
    assert f"凭证密钥 {key['id']} 已建立" in said.out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "是空的"),
        ("1234567", "至少 8 个字符"),
        (None, "读不出来"),
        (b"\xff\xfe\xfa", "读不出来"),
    ],
)
def test_init_refuses_a_bad_passphrase_and_makes_nothing(
    content: str | bytes | None, reason: str, cli: Cli, tmp_path: Path
) -> None:
    secret = tmp_path / "口令.txt"
    if content is not None:
        secret.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = cli("init", tmp_path / "台账.eqi", *NEEDED, "--passphrase-file", secret)
    assert (said.status, said.out) == (1, "")
    assert reason in said.err
    assert not (tmp_path / "台账.eqi").exists()


@pytest.mark.parametrize(
    ("county", "office", "person"),
    [("火星", "虚构局", "甄执一"), ("凤翔区", " ", "甄执一"), ("凤翔区", "虚构局", "")],
)
def test_init_refuses_bad_answers_and_makes_nothing(
    county: str, office: str, person: str, cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "台账.eqi"
    said = cli("init", path, "--office", office, "--county", county, "--person", person)
    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert not path.exists()


def test_init_and_demo_never_go_over_a_file(cli: Cli, register: Path) -> None:
    before = register.read_bytes()
    for arguments in (["init", register, *NEEDED], ["demo", register]):
        said = cli(*arguments)
        assert (said.status, said.out) == (1, "")
        assert "已存在" in said.err
    assert register.read_bytes() == before


def test_audit(cli: Cli, lift: str) -> None:
    said = cli("audit", "--json")
    assert said.status == 0
    assert said.data["clean"] is True
    assert said.data["findings"] == []
    assert cli("audit").out.endswith("没有问题。\n")


def test_backup_and_restore(cli: Cli, lift: str, register: Path, tmp_path: Path) -> None:
    copy, again = tmp_path / "备份.eqb", tmp_path / "回来.eqi"
    assert cli("backup", copy, "--json").data["counts"]["equipment"] == 1
    said = cli("backup", copy)
    assert (said.status, said.out) == (1, "")
    restored = cli("restore", copy, again)
    assert restored.status == 0
    assert restored.out.index("设备 1，") < restored.out.index("已恢复到")
    assert cli("list", "elevator", "--json", "--register", again).data[0]["id"] == lift
    assert cli("audit", "--register", again).status == 0
    said = cli("restore", copy, again)
    assert (said.status, said.out) == (1, "")
    assert "已存在" in said.err
    for wrong in (tmp_path / "没有.eqb", tmp_path):
        said = cli("restore", wrong, tmp_path / "别处.eqi")
        assert (said.status, said.out) == (1, "")
        assert not (tmp_path / "别处.eqi").exists()


def test_categories_are_the_declared_ones(cli: Cli) -> None:
    keys = [each["key"] for each in cli("categories", "--json").data]
    declared = declarations.load(RESOURCES)
    assert keys[:5] == ["elevator", "boiler", "gas_cylinder", "pressure_pipeline", "amusement_ride"]
    assert {d.key for d in declared.categories()} < set(keys)
    assert {"unit", "person", "office", "town", "cylinder_holder"} < set(keys)
    assert "equipment" not in keys
    assert "电梯" in cli("categories").out


def test_schema_names_every_table_and_column(cli: Cli) -> None:
    out = cli("schema").out
    for each in declarations.load(RESOURCES):
        for field in each.fields:
            assert f"  {field.key} " in out
            assert field.label in out
    for table in ("change_set", "operation", "head", "own_replica", "setting"):
        assert table in out


def test_the_first_command_of_a_day_keeps_a_backup(cli: Cli, register: Path, home: Path) -> None:
    assert not list(home.rglob("*.eqb"))
    made = cli("list", "elevator", "--json")
    (kept,) = home.rglob("*.eqb")
    assert (made.out, made.err) == ("[]\n", "")
    assert health.backup_contents(kept)["office"] == 1
    written = kept.read_bytes()
    cli("add", "unit", "单位名称=甲物业")
    assert kept.read_bytes() == written


def test_a_backup_that_cannot_be_kept_is_said_and_stops_no_work(
    cli: Cli, register: Path, home: Path
) -> None:
    (home / "backups").write_text("不是文件夹", encoding="utf-8")
    said = cli("list", "elevator", "--json")
    assert (said.status, said.data) == (0, [])
    assert said.err.startswith("今天的备份没有做成：无法写备份")


def test_doctor_says_what_is_lacking(cli: Cli) -> None:
    said = cli("doctor", "--json")
    assert said.status == (1 if said.data["lacking"] else 0)
    assert set(said.data) == {"python", "system", "home", "lacking"}
