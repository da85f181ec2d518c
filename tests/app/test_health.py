"""Audit, backups by hand and by day, and restore, as people start them."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from equipinspect.app import devices, health, records
from equipinspect.app.office import open_session
from equipinspect.app.session import Session
from equipinspect.model.errors import Cancelled, RegisterDamaged, UserError
from tests.registers import NOW, place


@pytest.fixture
def filled(session: Session) -> Session:
    records.save_new(session, "unit", {"name": "甲物业"})
    return session


def test_a_restored_register_goes_on_under_a_new_key(
    filled: Session, tmp_path: Path, home: Path
) -> None:
    backup = tmp_path / "one.eqb"
    assert health.backup(filled, backup)["unit"] == 1
    restored = health.restore(backup, tmp_path / "restored.eqi", place(home))
    assert restored.register.replica != filled.register.replica
    records.save_new(restored, "unit", {"name": "乙物业"})
    told = restored.register.connection.execute(
        "SELECT seen FROM change_set WHERE replica=? AND seq=1", (restored.register.replica,)
    ).fetchone()
    assert json.loads(told[0])[0][0] == filled.register.replica
    assert health.audit(restored).clean
    assert health.audit(filled).clean
    restored.close()
    assert len(list((home / devices.FOLDER).iterdir())) == 2


def test_a_restore_in_place_of_a_lost_file_takes_a_new_key_too(
    filled: Session, tmp_path: Path, home: Path
) -> None:
    health.backup(filled, tmp_path / "one.eqb")
    replica = filled.register.replica
    filled.close()
    for name in (filled.path.name, f"{filled.path.name}-wal", f"{filled.path.name}-shm"):
        filled.path.with_name(name).unlink(missing_ok=True)
    restored = health.restore(tmp_path / "one.eqb", filled.path, place(home))
    assert restored.register.replica != replica
    restored.close()


def test_a_restore_overwrites_nothing_and_takes_no_damaged_backup(
    filled: Session, tmp_path: Path, home: Path
) -> None:
    backup = tmp_path / "one.eqb"
    health.backup(filled, backup)
    with pytest.raises(UserError, match="没有覆盖"):
        health.restore(backup, filled.path, place(home))
    backup.write_bytes(backup.read_bytes().replace("甲物业".encode(), "丙物业".encode()))
    with pytest.raises(RegisterDamaged):
        health.restore(backup, tmp_path / "restored.eqi", place(home))
    assert not (tmp_path / "restored.eqi").exists()


def test_a_backup_is_told_about_and_can_be_cancelled(filled: Session, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        health.backup(filled, tmp_path / "one.eqb", cancelled=lambda: True)
    assert not (tmp_path / "one.eqb").exists()


def test_a_backup_a_day_and_as_many_as_are_kept(filled: Session) -> None:
    filled.register.set_setting("office", "backups_kept", "3")
    days = [NOW + timedelta(days=n) for n in range(6)]

    def at(moment: datetime) -> None:
        filled.now = lambda: moment

    for day in days:
        at(day)
        assert health.daily_backup(filled)
        assert health.daily_backup(filled) is None
    names = [b.path.name for b in health.backups(filled)]
    assert names == [f"{day.date().isoformat()}.eqb" for day in reversed(days[3:])]
    assert health.backup_contents(health.backups(filled)[0].path)["unit"] == 1


def test_photos_are_audited(filled: Session) -> None:
    folder = filled.path.with_name(filled.path.name + ".files")
    folder.mkdir()
    unit = records.reference(filled, "unit", "甲物业")
    with filled.action("attach") as running:
        running.create("attachment", {"owner": unit, "sha256": "0" * 64})
    (found,) = health.audit(filled).findings
    assert "不见了" in found
    (folder / f"{'0' * 64}.jpg").write_bytes(b"x")
    (found,) = health.audit(filled).findings
    assert "内容被改动" in found


def test_a_damaged_row_is_said_in_words(filled: Session) -> None:
    filled.register.connection.execute("UPDATE unit SET name='乙物业'")
    (found,) = health.audit(filled).findings
    assert "“单位名称”：台账里是 乙物业，按记录应为 甲物业。" in found


def test_the_audit_tells_how_far_it_is(filled: Session) -> None:
    told: list[str] = []
    result = health.audit(filled, lambda what, _done, _total: told.append(what))
    assert result.clean
    assert "核对变更集" in told
    again = open_session(filled.path, place(filled.home))
    assert health.audit(again).sets == result.sets
    again.close()
