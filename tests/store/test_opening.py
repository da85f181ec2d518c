"""Which files are opened, brought up to date, or refused with one sentence."""

import json
import sqlite3
from pathlib import Path
from shutil import copytree

import pytest

from equipinspect import RESOURCES
from equipinspect.model import declarations
from equipinspect.model.declarations import Declarations
from equipinspect.model.errors import RegisterDamaged, RegisterTooNew, UserError
from equipinspect.store import finding, heads, opening, queries, upkeep
from equipinspect.store.register import Register
from tests.registers import act, adopt, audited, make

LATER = """
[[field]]
key = "{key}"
label = "{label}"
section = "other"
search = "name"
"""


def declared_with(folder: Path, **added: str) -> Declarations:
    """The shipped declarations with a field more in some files."""
    resources = copytree(RESOURCES, folder, dirs_exist_ok=True)
    for name, key in added.items():
        folders = (resources / "records", resources / "categories")
        found = next(path for each in folders if (path := each / f"{name}.toml").exists())
        text = found.read_text(encoding="utf-8") + LATER.format(key=key, label=f"后加的{key}")
        found.write_text(text, encoding="utf-8")
    return declarations.load(resources)


def value(register: Register, kind: str, number: int, key: str) -> object:
    return queries.rows(register, kind, [number])[0].values.get(key)


def test_a_register_is_made_once(tmp_path: Path, declared: Declarations) -> None:
    path = tmp_path / "新建" / "register.eqi"
    opening.create(path, declared).close()
    with pytest.raises(UserError, match="已存在"):
        opening.create(path, declared)


def test_a_register_cannot_lie_in_a_file(tmp_path: Path, declared: Declarations) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="无法在"):
        opening.create(tmp_path / "file" / "register.eqi", declared)


def test_what_is_no_register_is_refused(tmp_path: Path, declared: Declarations) -> None:
    path = tmp_path / "x.eqi"
    with pytest.raises(UserError, match="找不到台账文件"):
        opening.open_file(path, declared)
    with pytest.raises(UserError, match="找不到台账文件"):
        opening.open_file(tmp_path, declared)
    path.write_text("设备台账，不是数据库" * 300, encoding="utf-8")
    with pytest.raises(RegisterDamaged, match="不是台账文件"):
        opening.open_file(path, declared)
    path.write_bytes(b"SQLite format 3\x00" + bytes(4000))
    with pytest.raises(RegisterDamaged):
        opening.open_file(path, declared)


def test_a_database_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, declared: Declarations
) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t(x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(RegisterDamaged, match="不是本程序"):
        opening.open_file(path, declared)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["other.db"]


def test_a_file_of_a_newer_program_is_refused_and_left_alone(
    tmp_path: Path, register: Register, declared: Declarations
) -> None:
    register.connection.execute("PRAGMA user_version=99")
    register.close()
    before = register.path.read_bytes()
    with pytest.raises(RegisterTooNew, match="较新版本"):
        opening.open_file(register.path, declared)
    assert register.path.read_bytes() == before


def findings(path: Path, declared: Declarations) -> list[str]:
    try:
        with opening.open_file(path, declared) as opened:
            return audited(opened).findings
    except RegisterDamaged as error:
        return [str(error)]


@pytest.mark.parametrize("length", [0, 50, 5000, 9000, -5000])
def test_a_cut_file_never_passes(register: Register, declared: Declarations, length: int) -> None:
    register.close()
    register.path.write_bytes(register.path.read_bytes()[:length])
    assert findings(register.path, declared)


def test_opening_again_writes_nothing(register: Register, declared: Declarations) -> None:
    register.close()
    before = register.path.read_bytes()
    with opening.open_file(register.path, declared) as again:
        assert again.connection.total_changes == 0
    assert register.path.read_bytes() == before


def test_a_file_that_tells_the_planner_nothing_is_opened(
    register: Register, declared: Declarations
) -> None:
    register.set_local(upkeep.FOLLOWED, "")
    register.connection.execute("DROP TABLE sqlite_stat1")
    register.close()
    with opening.open_file(register.path, declared) as again:
        told = again.connection.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl='equipment'")
        assert told.fetchone()[0]


def test_a_copy_is_kept_before_an_older_file_is_changed(
    register: Register, declared: Declarations
) -> None:
    register.connection.execute("PRAGMA user_version=0")
    register.close()
    kept: list[int] = []

    def keep(old: Register) -> None:
        kept.append(old.connection.execute("PRAGMA user_version").fetchone()[0])

    with opening.open_file(register.path, declared, keep) as opened:
        assert not opening.needs_update(opened.connection)
    opening.open_file(register.path, declared, keep).close()
    assert kept == [0]


def test_a_field_that_came_later_gets_its_column(register: Register, tmp_path: Path) -> None:
    with act(register) as running:
        unit = running.create("unit", {"name": "甲"})
        lift = running.create("elevator", {"serial_no": "A1"})
    register.close()
    later = declared_with(tmp_path / "later", unit="motto", equipment="nickname", elevator="hue")
    with opening.open_file(register.path, later) as opened:
        adopt(opened, b"later")
        assert audited(opened).clean
        with act(opened, "set") as running:
            running.write("unit", unit, "motto", "诚信", ())
            running.write("elevator", lift, "nickname", "老八", ())
            running.write("elevator", lift, "hue", "银灰", ())
        assert [n for n, _k in finding.hits(opened, "银灰")] == [lift]
        assert audited(opened).clean


def test_an_older_program_keeps_what_it_does_not_know(
    tmp_path: Path, declared: Declarations
) -> None:
    later = declared_with(tmp_path / "later", unit="motto", equipment="nickname", elevator="hue")
    path = tmp_path / "register.eqi"
    with make(path, later) as newer, act(newer) as running:
        unit = running.create("unit", {"name": "甲", "motto": "诚信"})
        lift = running.create("elevator", {"serial_no": "A1", "nickname": "老八", "hue": "银灰"})
    with opening.open_file(path, declared) as older:
        adopt(older, b"older")
        assert audited(older).clean
        with act(older, "set") as running:
            running.write("unit", unit, "phone", "0917-1", ())
            running.write("elevator", lift, "floors", 5, ())
        assert audited(older).clean
        assert [n for n, _k in finding.hits(older, "银灰")] == []
    with opening.open_file(path, later) as newer:
        assert value(newer, "unit", unit, "motto") == "诚信"
        assert value(newer, "elevator", lift, "nickname") == "老八"
        assert value(newer, "elevator", lift, "hue") == "银灰"
        assert value(newer, "elevator", lift, "floors") == 5
        assert [n for n, _k in finding.hits(newer, "银灰")] == [lift]
        assert audited(newer).clean


def test_what_only_the_log_knows_is_shown_once_it_is_declared(
    tmp_path: Path, declared: Declarations
) -> None:
    """As after a merge with an office that has a newer program: the log holds it, no column does."""
    later = declared_with(tmp_path / "later", unit="motto", equipment="nickname")
    path = tmp_path / "register.eqi"
    with make(path, later) as newer:
        with act(newer) as running:
            unit = running.create("unit", {"name": "甲", "motto": "诚信"})
            other = running.create("unit", {"name": "乙"})
            lift = running.create("elevator", {"serial_no": "A1", "nickname": "老八"})
        with act(newer, "set") as running:
            running.write("unit", other, "motto", "务实", ())
        newer.connection.execute('ALTER TABLE unit DROP COLUMN "motto"')
        newer.connection.execute('ALTER TABLE equipment DROP COLUMN "nickname"')
    with opening.open_file(path, declared) as older:
        assert audited(older).clean
        assert json.loads(heads.value_text(older.connection, unit))["motto"] == "诚信"
    with opening.open_file(path, later) as newer:
        assert value(newer, "unit", unit, "motto") == "诚信"
        assert value(newer, "unit", other, "motto") == "务实"
        assert value(newer, "elevator", lift, "nickname") == "老八"
        assert [n for n, _k in finding.hits(newer, "务实")] == [other]
        assert audited(newer).clean
