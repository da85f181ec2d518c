"""What a font can draw, and that whatever it drew can be copied out again."""

from __future__ import annotations

import io
import subprocess

import pytest
from reportlab.pdfgen.canvas import Canvas

from equipinspect.documents.fonts import SANS, SERIF, describe_glyph, load_font
from tests.documents.conftest import RESOURCES

PER_LINE = 30


@pytest.mark.parametrize("name", [SERIF, SANS])
def test_text_comes_back_through_several_subsets(tmp_path, name):
    font = load_font(RESOURCES / "fonts", name)
    han = [chr(c) for c in range(0x4E00, 0x4E00 + 500) if c in font.characters]
    rare = [chr(c) for c in sorted(font.characters) if c > 0xFFFF][:200]
    text = "".join([*rare, *han, *"宝鸡喆䶮𬭎"])
    assert len(text) > 600
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, initialFontName=name)
    canvas.setFont(name, 12)
    for line, start in enumerate(range(0, len(text), PER_LINE)):
        canvas.drawString(30, 800 - 20 * line, text[start : start + PER_LINE])
    canvas.save()
    path = tmp_path / "text.pdf"
    path.write_bytes(buffer.getvalue())
    read = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert "".join(read.stdout.split()) == text


@pytest.mark.parametrize("name", [SERIF, SANS])
def test_names_can_be_drawn_and_gaps_are_found(name):
    font = load_font(RESOURCES / "fonts", name)
    assert font.missing_glyphs("宝鸡喆䶮𬭎镕堃祎（）“”—·〔2026〕㎡㎏№") == []
    assert font.missing_glyphs("甲\ue000乙\ue000\n") == ["\ue000", "\n"]
    assert font.width("宝鸡", 12) == pytest.approx(24)


def test_a_glyph_nobody_can_see_is_named_by_its_number():
    assert describe_glyph("\U000e0100") == "（U+E0100）"
    assert describe_glyph("𰻝") == "𰻝（U+30EDD）"
