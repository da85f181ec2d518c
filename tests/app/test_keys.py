"""The office's keys: made, published, backed up and taken to another computer."""

from pathlib import Path

import pytest

from equipinspect.app import keys
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, NotFound, UserError
from tests.ledgers import rows_of

PASSPHRASE = "只在测试里用的口令"


def test_a_new_key_is_published_and_the_old_one_rotates(office: Session) -> None:
    with pytest.raises(NotFound, match="新建密钥"):
        keys.signing_key(office)
    first, second = (keys.new_key(office, PASSPHRASE) for _time in range(2))
    published = {r.values["key_id"]: r.values["status"] for r in rows_of(office, "signing_key")}
    assert published == {first: "rotated", second: "active"}
    assert [k.id for k in keys.known_keys(office)] == [first, second]
    assert keys.signing_key(office).id == second
    assert keys.open_for_signing(office, PASSPHRASE).about.id == second


@pytest.mark.parametrize("text", ["", "1234567"])
def test_a_short_passphrase_makes_no_key(text: str, office: Session, home: Path) -> None:
    with pytest.raises(InvalidRecord, match="至少 8 个字符"):
        keys.new_key(office, text)
    assert rows_of(office, "signing_key") == []
    assert not (home / keys.FOLDER).exists()


def test_an_office_without_a_code_signs_nothing(office: Session) -> None:
    [own] = rows_of(office, "office")
    with office.action("set") as running:
        running.write("office", own.id, "code", "6103", ())
    with pytest.raises(InvalidRecord, match="签发代码"):
        keys.new_key(office, PASSPHRASE)


def test_a_recovery_file_brings_the_key_back(office: Session, home: Path, tmp_path: Path) -> None:
    made = keys.new_key(office, PASSPHRASE)
    recovery = tmp_path / "恢复.json"
    assert keys.backup(office, PASSPHRASE, recovery) == made
    for file in (home / keys.FOLDER).glob("*"):
        file.unlink()
    with pytest.raises(NotFound):
        keys.signing_key(office)
    with pytest.raises(UserError):
        keys.restore(office, "不是这个口令", recovery)
    assert keys.listed(office) == []
    assert keys.restore(office, PASSPHRASE, recovery) == made
    assert keys.open_for_signing(office, PASSPHRASE).about.id == made
    assert len(rows_of(office, "signing_key")) == 1
