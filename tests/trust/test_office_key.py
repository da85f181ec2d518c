"""Certificate keys: made, kept, opened, rotated, recovered."""

from __future__ import annotations

import json
import stat

import pytest

from equipinspect.model.errors import NotFound, UserError
from equipinspect.trust import office_key, signing
from equipinspect.trust.sealing import Cost, WrongPassphrase

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
OWNER = ("610322", "虚构县市场监督管理局")
PASSPHRASE = "演示口令 二〇二六"


@pytest.fixture
def key(tmp_path):
    return office_key.new_key(tmp_path, OWNER, PASSPHRASE, "2026-03-06", CHEAP)


def the_file(folder):
    (path,) = folder.glob("*.json")
    return path


def rewrite(path, change):
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), "utf-8")


def test_a_new_key_is_listed_and_opens(tmp_path, key):
    (listed,) = office_key.list_keys(tmp_path)
    assert listed == key.about
    assert listed.id == office_key.key_id(1, listed.public)
    assert (listed.issuer, listed.office, listed.status) == (*OWNER, "active")
    assert office_key.open_key(tmp_path, listed, PASSPHRASE) == key
    assert signing.verify(listed.public, b"x", key.sign(b"x"))


def test_the_file_holds_no_open_secret_and_is_private(tmp_path, key):
    path = the_file(tmp_path)
    assert key.seed.hex() not in path.read_text("utf-8")
    assert key.seed.hex() not in repr(key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_keys_pressed_in_full_width_open_it(tmp_path):
    made = office_key.new_key(tmp_path, OWNER, "abc 12345", "2026-03-06", CHEAP)
    assert office_key.open_key(tmp_path, made.about, "ａｂｃ　１２３４５") == made


def test_a_wrong_passphrase_is_refused(tmp_path, key):
    with pytest.raises(WrongPassphrase, match="口令不正确"):
        office_key.open_key(tmp_path, key.about, PASSPHRASE + "!")


def test_a_short_passphrase_makes_no_key(tmp_path):
    with pytest.raises(UserError, match="口令太短"):
        office_key.new_key(tmp_path, OWNER, "1234567", "2026-03-06", CHEAP)
    assert office_key.list_keys(tmp_path) == []


def test_the_next_key_rotates_the_one_before(tmp_path, key):
    second = office_key.new_key(tmp_path, OWNER, PASSPHRASE, "2026-04-01", CHEAP)
    assert [(k.id[:3], k.status) for k in office_key.list_keys(tmp_path)] == [
        ("K01", "rotated"),
        ("K02", "active"),
    ]
    assert office_key.active_key(tmp_path, OWNER[0]) == second.about
    assert office_key.open_key(tmp_path, key.about, PASSPHRASE).seed == key.seed


def test_issuers_are_kept_apart(tmp_path, key):
    other = office_key.new_key(tmp_path, ("610303", "另一局"), PASSPHRASE, "2026-04-01", CHEAP)
    assert office_key.active_key(tmp_path, OWNER[0]) == key.about
    assert office_key.list_keys(tmp_path, "610303") == [other.about]


def test_a_compromised_key_is_no_longer_the_active_one(tmp_path, key):
    assert office_key.set_status(tmp_path, key.about, "compromised").status == "compromised"
    with pytest.raises(NotFound, match="keys new"):
        office_key.active_key(tmp_path, OWNER[0])
    with pytest.raises(UserError, match="不认识"):
        office_key.set_status(tmp_path, key.about, "lost")


@pytest.mark.parametrize("issuer", ["", "61032", "61032x", "6103222", "６１０３２２"])
def test_an_issuer_that_cannot_stand_in_a_code_gets_no_key(tmp_path, issuer):
    with pytest.raises(UserError, match="发证机关代码"):
        office_key.new_key(tmp_path, (issuer, "某局"), PASSPHRASE, "2026-03-06", CHEAP)


def test_after_99_keys_the_office_is_told(tmp_path, key):
    path = the_file(tmp_path)

    def last(document):
        document["about"]["id"] = "K99" + document["about"]["id"][3:]

    rewrite(path, last)
    with pytest.raises(UserError, match="99 号"):
        office_key.new_key(tmp_path, OWNER, PASSPHRASE, "2026-03-06", CHEAP)


def test_a_recovery_file_makes_the_successor(tmp_path, key):
    recovery = tmp_path / "away" / "恢复文件.json"
    office_key.backup(tmp_path, key.about, PASSPHRASE, recovery)
    assert recovery.read_bytes() != the_file(tmp_path).read_bytes()
    successor = tmp_path / "new machine"
    assert office_key.restore(recovery, PASSPHRASE, successor) == key
    assert office_key.list_keys(successor) == [key.about]
    assert office_key.restore(recovery, PASSPHRASE, successor) == key
    with pytest.raises(WrongPassphrase):
        office_key.restore(recovery, "some other one", successor)


def test_a_backup_overwrites_nothing(tmp_path, key):
    target = tmp_path / "kept.txt"
    target.write_text("kept")
    with pytest.raises(UserError, match="不会覆盖"):
        office_key.backup(tmp_path, key.about, PASSPHRASE, target)
    assert target.read_text() == "kept"


def test_changed_words_of_a_key_file_are_noticed(tmp_path, key):
    rewrite(the_file(tmp_path), lambda document: document["about"].update(office="冒名局"))
    with pytest.raises(WrongPassphrase):
        office_key.open_key(tmp_path, key.about, PASSPHRASE)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.clear(),
        lambda d: d["about"].update(public="zz"),
        lambda d: d["about"].update(public="00" * 32),
        lambda d: d["about"].update(issuer="6103"),
        lambda d: d["about"].update(surplus=1),
        lambda d: d["about"].update(format="other"),
        lambda d: d.update(status="fine"),
        lambda d: d.pop("sealed"),
    ],
)
def test_a_damaged_key_file_is_named(tmp_path, key, change):
    rewrite(the_file(tmp_path), change)
    with pytest.raises(UserError, match=r"不是本系统的密钥文件"):
        office_key.list_keys(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"salt": "zz"},
        {"nonce": "00"},
        {"kdf": "md5"},
        {"memory_kib": 1 << 40},
        {"passes": 0},
        {"lanes": "x"},
    ],
)
def test_a_damaged_seal_is_refused_without_eating_the_memory(tmp_path, key, change):
    rewrite(the_file(tmp_path), lambda document: document["sealed"].update(change))
    with pytest.raises(UserError, match="密钥文件"):
        office_key.open_key(tmp_path, key.about, PASSPHRASE)


def test_no_json_and_no_file_are_said_plainly(tmp_path):
    odd = tmp_path / "odd.json"
    odd.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="不是本系统的密钥文件"):
        office_key.restore(odd, PASSPHRASE, tmp_path)
    with pytest.raises(NotFound, match="找不到密钥文件"):
        office_key.restore(tmp_path / "none.json", PASSPHRASE, tmp_path)


def test_the_demo_key_is_marked_and_the_same_everywhere():
    demo = office_key.demo_key()
    assert demo.about.demo
    assert demo.about.id.startswith("K00")
    assert demo == office_key.demo_key()
