"""Handing work in: envelopes, photos, slices, and whatever can go wrong with a stick."""

import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from equipinspect.app import (
    attachments,
    conflicts,
    devices,
    envelopes,
    handing_in,
    merge_desk,
    records,
)
from equipinspect.app.handing_in import Wanted
from equipinspect.app.office import open_session
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.store import queries
from equipinspect.store.copies import files_folder
from equipinspect.trust.envelopes import EnvelopeKey
from tests.offices import Round, digest, enrol, merge, unit, units
from tests.registers import audited, place

SCAN = b"%PDF-1.7\nan invented report\n"
NAME = sha256(SCAN).hexdigest()
WRITER = """
import os, sys
with open(sys.argv[2], "wb") as pipe:
    if sys.argv[3] == "vanish":
        os.unlink(sys.argv[2])
    else:
        pipe.write(open(sys.argv[1], "rb").read(20000))
"""


@pytest.fixture
def friday(tmp_path: Path) -> Iterator[Round]:
    """A folder for a story."""
    found = Round(tmp_path)
    yield found
    found.close()


@pytest.fixture
def office(friday: Round) -> Session:
    """A county office with one unit, and a key for envelopes to it."""
    session = friday.office(signs=False)
    envelopes.make_key(session)
    unit(session, "甲厂")
    return session


@pytest.fixture
def laptop(friday: Round, office: Session) -> Session:
    """A laptop that the office let in, with a unit and a scan of its own."""
    session, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    scan = friday.folder / "报告.pdf"
    scan.write_bytes(SCAN)
    attachments.attach(session, unit(session, "乙厂"), scan)
    return session


def photo(session: Session) -> Path:
    """Where the scan stands beside a register."""
    return files_folder(session.path) / f"{NAME}.pdf"


def test_an_envelope_opens_at_the_office_and_nowhere_else(
    friday: Round, office: Session, laptop: Session
) -> None:
    sealed = friday.file()
    done = handing_in.hand_in(laptop, sealed, Wanted(sealed=True))
    assert done.sha256 == sha256(sealed.read_bytes()).hexdigest()
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n")
    with pytest.raises(UserError, match="加密"):
        handing_in.inspect(laptop.home, sealed)
    other = friday.office("陈仓区局", "610304", signs=False)
    for stranger in (laptop, other):
        before = digest(stranger)
        assert merge(stranger, sealed).result in merge_desk.TURNED_AWAY
        assert digest(stranger) == before
    envelopes.make_key(other)  # a key, but not the one
    assert merge(other, sealed).result in merge_desk.TURNED_AWAY
    assert merge(office, sealed).result == "merged"
    assert units(office) == {"甲厂", "乙厂"}
    assert photo(office).read_bytes() == SCAN
    other_key = office.home / devices.FOLDER / "zz.envelope"  # of a second register, tried as well
    other_key.write_text(EnvelopeKey.new().secret, "ascii")
    for found in (
        handing_in.inspect(office.home, sealed, session=office),
        handing_in.inspect(office.home, sealed),
    ):
        assert found.manifest.about.person == "万外勤"


def test_without_a_key_of_the_office_nothing_is_sealed_and_no_file_left(friday: Round) -> None:
    plain = friday.office("渭滨区局", "610302", signs=False)
    target = friday.file()
    with pytest.raises(UserError, match="信封公钥"):
        handing_in.hand_in(plain, target, Wanted(full=True, sealed=True))
    assert list(friday.folder.glob("*.eqx*")) == []


def test_photos_travel_once(friday: Round, office: Session, laptop: Session) -> None:
    target = friday.file()
    done = handing_in.hand_in(laptop, target, Wanted())
    assert (done.photos, done.photo_bytes, done.photos_missing) == (1, len(SCAN), ())
    first = merge(office, target).merged
    assert (first.photos, first.photos_missing) == (1, [])
    assert photo(office).read_bytes() == SCAN
    assert merge(office, target).merged.photos == 0
    assert audited(office.register).clean


def test_photos_that_are_not_there_are_named_and_may_come_later(
    friday: Round, office: Session, laptop: Session
) -> None:
    photo(laptop).unlink()
    target = friday.file()
    done = handing_in.hand_in(laptop, target, Wanted())
    assert (done.photos, done.photos_missing) == (0, (NAME,))
    handed = merge(office, target)
    assert (handed.result, handed.merged.photos_missing) == ("merged", [NAME])
    assert "缺照片 1 张" in merge_desk.sentence(handed)
    photo(laptop).write_bytes(SCAN)
    later = merge(office, friday.hand_in(laptop, full=True))
    assert (later.merged.new, later.merged.photos) == (0, 1)
    assert photo(office).read_bytes() == SCAN


def test_photos_that_cannot_be_written_keep_the_file_out(
    friday: Round, office: Session, laptop: Session
) -> None:
    folder = files_folder(office.path)
    folder.write_bytes(b"no folder")
    week, before = friday.hand_in(laptop), digest(office)
    with pytest.raises(UserError, match="照片写不进"):
        merge(office, week)
    assert (digest(office), units(office)) == (before, {"甲厂"})
    folder.unlink()
    assert merge(office, week).result == "merged"
    assert photo(office).exists()
    assert audited(office.register).clean


def test_only_some_towns_with_all_that_they_name(friday: Round, office: Session) -> None:
    with office.action("import") as running:
        towns = [
            running.create("town", {"name": n, "county": "610305"}) for n in ("城关镇", "南镇")
        ]
        owners = [running.create("unit", {"name": n}) for n in ("城关物业", "南镇物业")]
        for town, owner, serial in zip(towns, owners, ("A1", "B2"), strict=True):
            values = {"name": "电梯", "address": serial, "serial_no": serial}
            running.create("elevator", {**values, "user_unit": owner, "town": town})
    part = friday.file()
    done = handing_in.hand_in(office, part, Wanted(full=True, only={"town": "城关镇"}))
    assert done.sliced
    small, joined = friday.join(part, "小笔记本")
    enrol(office, joined, "小笔记本")
    assert [r.titles["user_unit"] for r in queries.all_rows(small.register, "elevator")] == [
        "城关物业"
    ]
    unit(small, "新厂")
    assert merge(office, friday.hand_in(small)).merged.deleted == 0
    assert units(office) == {"甲厂", "城关物业", "南镇物业", "新厂"}
    assert len(queries.all_rows(office.register, "elevator")) == 2
    assert audited(office.register).clean
    with pytest.raises(UserError, match="不认识设备种类"):
        handing_in.hand_in(office, friday.file(), Wanted(only={"category": "飞船"}))


def test_a_file_of_another_office_is_refused_with_its_name(friday: Round, office: Session) -> None:
    other = friday.office("青山县局", "420107", signs=False)
    unit(other, "别处的厂")
    before = digest(office)
    handed = merge(office, friday.base(other))
    assert handed.result == "refused"
    assert "青山县局（420107）" in handed.reason
    assert digest(office) == before


def test_a_conflict_is_decided_by_a_third_value(
    friday: Round, office: Session, laptop: Session
) -> None:
    for session, name in ((office, "甲一厂"), (laptop, "甲二厂")):
        (row,) = [
            r for r in queries.all_rows(session.register, "unit") if r.values["name"] == "甲厂"
        ]
        records.save(session, records.read(session, row.id), {"name": name})
    merge(office, friday.hand_in(laptop))
    (found,) = conflicts.every(office)
    assert found.conflict.field == "name"
    with pytest.raises(UserError, match="写明理由"):
        conflicts.resolve(office, found.key, 0, "甲三厂", " ")
    conflicts.resolve(office, found.key, 0, "甲三厂", "看过营业执照")
    assert list(conflicts.every(office)) == []
    assert units(office) == {"甲三厂", "乙厂"}
    with pytest.raises(UserError, match="没有冲突"):
        conflicts.resolve(office, found.key, 0, "甲四厂", "再来一次")
    assert audited(office.register).clean


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in the place of the file")
@pytest.mark.parametrize(("how", "said"), [("cut", "读取时文件变了"), ("vanish", "读不出来")])
def test_a_stick_pulled_out_while_it_is_read(
    how: str, said: str, friday: Round, office: Session, laptop: Session
) -> None:
    """The size first stated is not what comes; or the name is gone when all has been read."""
    week, before = friday.hand_in(laptop), digest(office)
    pipe = friday.file()
    os.mkfifo(pipe)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(week), str(pipe), how])
    handed = merge(office, pipe)
    assert writer.wait() == 0
    assert handed.result == "refused"
    assert said in handed.reason
    assert digest(office) == before
    assert merge(office, week).result == "merged"


def test_a_place_that_cannot_be_written_is_said_and_leaves_nothing(
    friday: Round, office: Session
) -> None:
    blocked = friday.folder / "stick"
    blocked.write_bytes(b"no folder")
    with pytest.raises(UserError, match="写不进去"):
        handing_in.hand_in(office, blocked / "week.eqx", Wanted(full=True))
    assert blocked.read_bytes() == b"no folder"
    rows = office.register.connection.execute("SELECT count(*) FROM handed_out").fetchone()
    assert rows == (0,)


def test_a_read_only_folder(friday: Round, office: Session) -> None:
    folder = friday.folder / "read-only"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("the superuser writes everywhere")
    with pytest.raises(UserError, match="写不进去"):
        handing_in.hand_in(office, folder / "week.eqx", Wanted(full=True))
    assert list(folder.iterdir()) == []


def test_a_register_in_a_read_only_folder_says_so_and_stays(
    friday: Round, office: Session, laptop: Session
) -> None:
    week = friday.hand_in(laptop)
    office.close()
    folder = friday.folder / "held"
    folder.mkdir()
    path = folder / office.path.name
    path.write_bytes(office.path.read_bytes())
    folder.chmod(0o500)
    path.chmod(0o400)
    if os.access(folder, os.W_OK):
        pytest.skip("the superuser writes everywhere")
    try:
        with pytest.raises(UserError, match=r"请检查.*权限"):
            merge(friday.keep(open_session(path, place(office.home))), week)
    finally:
        folder.chmod(0o700)
        path.chmod(0o600)
    again = friday.keep(open_session(path, place(office.home)))
    assert units(again) == {"甲厂"}
    assert merge(again, week).result == "merged"
