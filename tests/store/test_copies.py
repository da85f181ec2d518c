"""Backups: one sealed file with the photos, checked before anything is made of it."""

import hashlib
from pathlib import Path
from random import Random

import pytest

from equipinspect.model.declarations import Declarations
from equipinspect.model.errors import Cancelled, RegisterDamaged, UserError
from equipinspect.store import copies, opening, queries
from equipinspect.store.register import Register
from tests.registers import act, audited

PHOTO = b"a photo" * 5000
NAME = hashlib.sha256(PHOTO).hexdigest() + ".jpg"


def told(_what: str, _done: int, _total: int) -> None: ...


@pytest.fixture
def filled(register: Register) -> Register:
    with act(register) as running:
        for i in range(300):
            running.create("unit", {"name": f"甲{i}"})
        gone = running.create("unit", {"name": "乙"})
        running.remove("unit", gone)
    folder = copies.files_folder(register.path)
    folder.mkdir()
    (folder / NAME).write_bytes(PHOTO)
    (folder / "Thumbs.db").write_bytes(b"not ours")
    return register


@pytest.fixture
def backup(filled: Register, tmp_path: Path) -> Path:
    target = tmp_path / "backups" / "one.eqb"
    copies.copy(filled, target, told, lambda: False)
    return target


def test_a_backup_says_what_it_holds(backup: Path) -> None:
    assert copies.contents(backup) == {"unit": 300, "replica": 1, "packed_file": 1}
    assert [path.name for path in backup.parent.iterdir()] == ["one.eqb"]


def test_a_backup_becomes_a_register_with_its_photos(
    backup: Path, filled: Register, declared: Declarations, tmp_path: Path
) -> None:
    target = tmp_path / "restored" / "register.eqi"
    copies.unpack(backup, target)
    assert (copies.files_folder(target) / NAME).read_bytes() == PHOTO
    with opening.open_file(target, declared) as restored:
        assert audited(restored).clean
        assert queries.count(restored, queries.Query("unit")) == 300
        tables = restored.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    assert tables == filled.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def test_what_is_not_yet_in_the_file_proper_is_copied_too(
    register: Register, tmp_path: Path, declared: Declarations
) -> None:
    with act(register) as running:
        running.create("unit", {"name": "甲"})
    assert register.path.with_name(register.path.name + "-wal").stat().st_size
    copies.copy(register, tmp_path / "one.eqb", told, lambda: False)
    assert copies.contents(tmp_path / "one.eqb")["unit"] == 1


def test_nothing_is_overwritten(backup: Path, filled: Register, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有覆盖"):
        copies.copy(filled, backup, told, lambda: False)
    with pytest.raises(UserError, match="没有覆盖"):
        copies.unpack(backup, filled.path)


def test_a_cancelled_backup_leaves_no_file(filled: Register, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        copies.copy(filled, tmp_path / "b" / "one.eqb", told, lambda: True)
    assert list((tmp_path / "b").iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_sentence(filled: Register, backup: Path) -> None:
    with pytest.raises(UserError, match="无法写备份"):
        copies.copy(filled, backup / "two.eqb", told, lambda: False)
    with pytest.raises(UserError, match="无法恢复"):
        copies.unpack(backup, filled.path / "x.eqi")


@pytest.mark.parametrize("seed", range(30))
def test_one_changed_byte_is_refused(backup: Path, tmp_path: Path, seed: int) -> None:
    whole = bytearray(backup.read_bytes())
    whole[Random(seed).randrange(len(whole))] ^= 1
    backup.write_bytes(whole)
    with pytest.raises(RegisterDamaged):
        copies.unpack(backup, tmp_path / "restored.eqi")
    assert not (tmp_path / "restored.eqi").exists()


@pytest.mark.parametrize("length", [0, 20, 5000, -1])
def test_a_cut_backup_is_refused(backup: Path, length: int) -> None:
    backup.write_bytes(backup.read_bytes()[:length])
    with pytest.raises(RegisterDamaged):
        copies.contents(backup)


def test_what_is_no_backup_is_refused(tmp_path: Path, register: Register) -> None:
    with pytest.raises(UserError, match="找不到备份"):
        copies.contents(tmp_path / "none.eqb")
    (tmp_path / "text.eqb").write_text("不是备份" * 99, encoding="utf-8")
    with pytest.raises(RegisterDamaged, match="不是台账备份"):
        copies.contents(tmp_path / "text.eqb")
    register.close()
    with pytest.raises(RegisterDamaged):
        copies.contents(register.path)
