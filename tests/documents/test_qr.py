"""The symbol equals the library's, module by module, and two independent readers read it."""

from __future__ import annotations

import random
import subprocess

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode import util
from qrcode.main import QRCode

from equipinspect.documents.qr import ALPHANUMERIC, LEVELS, qr

HOST = "HTTPS://JIANCHA.EXAMPLE.INVALID/C/#"


def library(text, symbol, mask=None):
    """The same text through the library: same version, level and mask."""
    code = QRCode(
        version=symbol.version,
        error_correction=LEVELS[symbol.level],
        mask_pattern=symbol.mask if mask is None else mask,
    )
    for part, mode in parts(text):
        code.add_data(util.QRData(part, mode=mode))
    code.make(fit=False)
    return code.modules


def parts(text):
    before, hash_sign, after = text.partition("#")
    if not hash_sign:
        return [(text, util.MODE_ALPHA_NUM)]
    return [
        (before, util.MODE_ALPHA_NUM),
        (hash_sign, util.MODE_8BIT_BYTE),
        (after, util.MODE_ALPHA_NUM),
    ]


def rows_of(modules):
    return [int("".join("01"[bool(module)] for module in row), 2) for row in modules]


def picture(symbol, module=3, quiet=4):
    side = symbol.size + 2 * quiet
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(symbol.rows()):
        for x in range(symbol.size):
            if row >> symbol.size - 1 - x & 1:
                image.putpixel((x + quiet, y + quiet), 0)
    return image.resize((side * module, side * module), Image.Resampling.NEAREST)


def text_of(length, seed=0):
    return "".join(random.Random(seed).choices(ALPHANUMERIC[:44], k=length))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("length", [1, 2, 16, 90, 167, 207, 500, 1200])
def test_every_module_equals_the_librarys(level, length):
    text = text_of(length)
    symbol = qr(text, level)
    assert symbol.rows() == rows_of(library(text, symbol))


@pytest.mark.parametrize("text", ["ABC", text_of(167), HOST + text_of(167)])
def test_the_mask_is_the_one_with_the_least_penalty(text):
    symbol = qr(text, "Q")
    lost = [util.lost_point(library(text, symbol, mask)) for mask in range(8)]
    assert lost[symbol.mask] == min(lost)


@pytest.mark.parametrize("text", [HOST + text_of(167), HOST + text_of(30)])
def test_the_sign_that_hides_the_code_from_the_server_is_a_byte_segment(text):
    symbol = qr(text, "M")
    assert symbol.rows() == rows_of(library(text, symbol))
    assert symbol.version < qr(text.lower(), "M").version


def test_sizes_are_those_of_a_typical_code():
    assert [qr(text_of(167), level).version for level in "MQ"] == [7, 9]
    # the host and the sign before the code make 197 characters
    assert [qr("HTTPS://A.EXAMPLE.CN/C/#" + text_of(173), x).version for x in "MQ"] == [8, 10]


@given(st.text(st.characters(max_codepoint=126, min_codepoint=32), min_size=1, max_size=300))
@settings(max_examples=60, deadline=None)
def test_zxing_reads_any_ascii_text(text):
    (found,) = zxingcpp.read_barcodes(picture(qr(text)), text_mode=zxingcpp.TextMode.Plain)
    assert found.text == text


@pytest.mark.parametrize("version_text", [16, 40, 100, 167, 207, 300, 450, 700, 1100])
@pytest.mark.parametrize("level", "MQ")
def test_zxing_and_zbar_read_small_and_large_symbols(tmp_path, version_text, level):
    text = text_of(version_text, seed=7)
    image = picture(qr(text, level))
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [text]
    path = tmp_path / "code.png"
    image.save(path)
    shown = subprocess.run(
        ["zbarimg", "-q", "--raw", "--nodbus", path], capture_output=True, text=True, check=True
    )
    assert shown.stdout.removesuffix("\n") == text


def test_what_scanners_garble_and_what_is_too_long_is_refused():
    with pytest.raises(ValueError, match="ASCII"):
        qr("检查")
    with pytest.raises(ValueError, match="too long"):
        qr("A" * 5000)


def test_packed_rows_are_whole_bytes():
    symbol = qr("A")
    packed = symbol.packed()
    assert symbol.size == 21
    assert len(packed) == 21 * 3
    assert int.from_bytes(packed[:3], "big") >> 3 == symbol.rows()[0]
