"""The copy guard: a copied, restored or moved register, and whose key it goes on under."""

import json
import shutil
from pathlib import Path

import pytest

from equipinspect.app import devices, health, records
from equipinspect.app.office import open_session
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from tests.registers import place


def reopened(path: Path, home: Path) -> tuple[int, bool]:
    """Open and write once; return the replica, and whether the audit is clean."""
    session = open_session(path, place(home))
    records.save_new(session, "unit", {"name": "甲"})
    clean = health.audit(session).clean
    replica = session.register.replica
    session.close()
    return replica, clean


@pytest.fixture
def office(session: Session) -> tuple[Path, int]:
    """A closed register and the replica that began it."""
    records.save_new(session, "unit", {"name": "零"})
    path, replica = session.path, session.register.replica
    session.close()
    return path, replica


def kept(home: Path) -> list[Path]:
    return sorted((home / devices.FOLDER).glob("*.json"))


def test_the_same_file_goes_on_under_its_key(office: tuple[Path, int], home: Path) -> None:
    path, replica = office
    assert reopened(path, home) == (replica, True)
    assert reopened(path, home) == (replica, True)
    assert len(kept(home)) == 1


def test_a_moved_file_keeps_its_key(office: tuple[Path, int], home: Path, tmp_path: Path) -> None:
    path, replica = office
    moved = Path(shutil.move(path, tmp_path / "moved.eqi"))
    assert reopened(moved, home) == (replica, True)
    assert reopened(moved, home) == (replica, True)


def test_a_copy_goes_on_under_a_new_key(
    office: tuple[Path, int], home: Path, tmp_path: Path
) -> None:
    path, replica = office
    copied = Path(shutil.copy(path, tmp_path / "copied.eqi"))
    other, clean = reopened(copied, home)
    assert other != replica
    assert clean
    assert reopened(copied, home) == (other, True)
    assert reopened(path, home) == (replica, True)


def test_an_older_state_in_its_place_goes_on_under_a_new_key(
    office: tuple[Path, int], home: Path, tmp_path: Path
) -> None:
    path, replica = office
    older = Path(shutil.copy(path, tmp_path / "older.eqi"))
    assert reopened(path, home) == (replica, True)
    shutil.copy(older, path)
    other, clean = reopened(path, home)
    assert other != replica
    assert clean


def test_another_state_of_the_same_length_is_a_copy_too(
    office: tuple[Path, int], home: Path, tmp_path: Path
) -> None:
    path, replica = office
    content = json.loads(kept(home)[0].read_text())
    kept(home)[0].write_text(json.dumps(content | {"hash": "00" * 32}))
    assert reopened(path, home)[0] != replica


@pytest.mark.parametrize("content", [None, "", "{", "{}", '{"key": "00"}', "[1]", "7"])
def test_a_lost_or_broken_key_is_replaced(
    office: tuple[Path, int], home: Path, content: str | None
) -> None:
    path, replica = office
    (key,) = kept(home)
    key.unlink() if content is None else key.write_text(content)
    other, clean = reopened(path, home)
    assert other != replica
    assert clean


def test_a_key_that_may_not_be_read_is_a_sentence(office: tuple[Path, int], home: Path) -> None:
    path, _replica = office
    (key,) = kept(home)
    key.unlink()
    key.mkdir()
    with pytest.raises(UserError, match="密钥文件"):
        open_session(path, place(home))


def test_the_key_is_in_no_register_and_readable_by_its_owner_only(
    office: tuple[Path, int], home: Path
) -> None:
    path, _replica = office
    (key,) = kept(home)
    secret = json.loads(key.read_text())["key"]
    assert secret.encode() not in path.read_bytes()
    assert bytes.fromhex(secret) not in path.read_bytes()
    assert key.stat().st_mode & 0o077 == 0


def test_a_key_that_never_signed_is_not_gone_on_with(office: tuple[Path, int], home: Path) -> None:
    path, replica = office
    content = json.loads(kept(home)[0].read_text())
    kept(home)[0].write_text(json.dumps(content | {"seq": "0", "hash": "00" * 32}))
    assert reopened(path, home)[0] != replica


def test_two_programs_on_one_file_write_one_chain(office: tuple[Path, int], home: Path) -> None:
    path, replica = office
    one, two = open_session(path, place(home)), open_session(path, place(home))
    for turn in range(4):
        for session in (one, two):
            records.save_new(session, "unit", {"name": f"甲{turn}"})
    assert health.audit(one).clean
    one.close()
    two.close()
    assert reopened(path, home) == (replica, True)
