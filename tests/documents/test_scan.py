"""Codes out of whatever people hand in, and one clear sentence for what is no picture."""

from __future__ import annotations

import pytest
from PIL import Image

from equipinspect.documents.qr import qr
from equipinspect.documents.scan import read_codes
from equipinspect.model.errors import UserError
from tests.documents.conftest import CODE
from tests.documents.test_qr import picture


def sheet(*texts, module=4):
    """Several codes below each other on one white sheet."""
    images = [picture(qr(text), module) for text in texts]
    page = Image.new("L", (max(i.width for i in images), sum(i.height for i in images)), 255)
    top = 0
    for image in images:
        page.paste(image, (0, top))
        top += image.height
    return page


@pytest.mark.parametrize("suffix", ["png", "jpg", "jpeg", "bmp", "pdf"])
def test_every_code_is_read_top_to_bottom(tmp_path, suffix):
    path = tmp_path / f"sheet.{suffix}"
    sheet(CODE, "SECOND", "THIRD").save(path)
    assert read_codes(path) == [CODE, "SECOND", "THIRD"]


def test_pages_are_read_in_order(tmp_path):
    path = tmp_path / "pages.pdf"
    sheet("ONE").save(path, save_all=True, append_images=[sheet("TWO"), sheet("THREE")])
    assert read_codes(path) == ["ONE", "TWO", "THREE"]


@pytest.mark.parametrize("angle", [90, 180, 7])
def test_a_turned_photo_is_read(tmp_path, angle):
    path = tmp_path / "photo.jpg"
    sheet(CODE, module=6).rotate(angle, expand=True, fillcolor=255).save(path, quality=70)
    assert read_codes(path) == [CODE]


@pytest.mark.parametrize("mode", ["1", "P", "RGB", "RGBA", "LA", "CMYK"])
def test_any_colour_mode_is_read(tmp_path, mode):
    path = tmp_path / ("photo.jpg" if mode == "CMYK" else "photo.png")
    sheet(CODE).convert(mode).save(path)
    assert read_codes(path) == [CODE]


def test_dark_modules_on_nothing_are_read_as_on_paper(tmp_path):
    grey = sheet(CODE)
    clear = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    clear.putalpha(grey.point(lambda value: 255 - value))
    clear.save(tmp_path / "clear.png")
    assert read_codes(tmp_path / "clear.png") == [CODE]


def test_a_picture_without_a_code_gives_nothing(tmp_path):
    Image.new("L", (200, 200), 255).save(tmp_path / "blank.png")
    assert read_codes(tmp_path / "blank.png") == []


def write_damaged_png(path):
    sheet(CODE).save(path)
    path.write_bytes(path.read_bytes()[:300])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.png", None, "找不到文件"),
        ("text.png", b"not a picture", "不是 PNG、JPG、BMP"),
        ("empty.jpg", b"", "不是 PNG、JPG、BMP"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "已加密或已损坏"),
        ("cut.png", write_damaged_png, "不完整或已损坏"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(tmp_path, name, content, said):
    path = tmp_path / name
    if callable(content):
        content(path)
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        read_codes(path)


def test_a_huge_picture_is_refused_at_once(tmp_path):
    path = tmp_path / "huge.png"
    Image.new("1", (12_000, 12_000)).save(path)
    with pytest.raises(UserError, match="太大"):
        read_codes(path)
