"""Photos and scans stand beside the register under their hash; the log keeps that of the original."""

from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from equipinspect.app import attachments, health, undoing
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from tests.ledgers import add


@pytest.fixture
def lift(office: Session) -> int:
    return add(office, "elevator", device_code="311010003201800011", address="某处")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "铭牌.png"
    Image.new("RGB", (3200, 1200), "orange").save(path)
    return path


def test_a_photo_is_reduced_and_signed_with_a_strip(
    office: Session, lift: int, photo: Path
) -> None:
    attachments.attach(office, lift, photo, "铭牌")
    [(row, kept)] = attachments.of_record(office, lift)
    assert row.values["original_sha256"] == sha256(photo.read_bytes()).hexdigest()
    assert kept.name == f"{row.values['sha256']}.jpg"
    assert sha256(kept.read_bytes()).hexdigest() == row.values["sha256"]
    with Image.open(kept) as picture:
        assert picture.width == 1600
        assert picture.height > 600
    assert (row.values["caption"], row.values["taken_by"]) == ("铭牌", "甄执一")
    assert row.values["device"] == "办公室电脑"
    assert health.audit(office).clean


def test_a_scan_is_kept_as_it_is(office: Session, lift: int, tmp_path: Path) -> None:
    scan = tmp_path / "检验报告.PDF"
    scan.write_bytes(b"%PDF-1.7\nnothing much\n")
    attachments.attach(office, lift, scan)
    [(row, kept)] = attachments.of_record(office, lift)
    assert (row.values["caption"], row.values["media_type"]) == ("检验报告", "application/pdf")
    assert kept.read_bytes() == scan.read_bytes()


def test_the_newest_stands_first_and_an_undo_takes_it_away(
    office: Session, lift: int, photo: Path
) -> None:
    for caption in ("一", "二"):
        attachments.attach(office, lift, photo, caption)
    assert [r.values["caption"] for r, _f in attachments.of_record(office, lift)] == ["二", "一"]
    undoing.undo_last(office)
    assert [r.values["caption"] for r, _f in attachments.of_record(office, lift)] == ["一"]


@pytest.mark.parametrize("name", ["没有.jpg", "文字.jpg", "文字.pdf", "."])
def test_what_is_no_photo_is_refused(name: str, office: Session, lift: int, tmp_path: Path) -> None:
    if name.startswith("文字"):
        (tmp_path / name).write_text("只是文字")
    with pytest.raises(UserError):
        attachments.attach(office, lift, tmp_path / name)
    assert attachments.of_record(office, lift) == []


def test_a_changed_file_is_found(office: Session, lift: int, photo: Path) -> None:
    attachments.attach(office, lift, photo)
    [(_row, kept)] = attachments.of_record(office, lift)
    kept.write_bytes(kept.read_bytes() + b"!")
    assert health.audit(office).findings == [f"附件 {kept.name} 的内容被改动。"]
