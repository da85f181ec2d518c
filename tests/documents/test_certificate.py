"""The printed certificate as others see it: scanners, poppler, the eye of a strict reader."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from equipinspect.documents import readback
from equipinspect.documents.certificate import certificate, chinese_date, code_box, in_fours
from equipinspect.documents.scan import read_codes
from equipinspect.model.errors import UserError
from tests.documents.conftest import CODE, HOSTED

SENTENCE = "本凭证仅证明已实施监督检查，不代替检验报告、使用登记证和使用标志"


@pytest.fixture
def printed(layout, values, font, tmp_path):
    """Print with changes; give the path of the PDF."""

    def print_it(code=CODE, **changes):
        path = tmp_path / "certificate.pdf"
        path.write_bytes(certificate(layout, replace(values, **changes), code, font))
        return path

    return print_it


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def text_of(path):
    return run("pdftotext", "-layout", path, "-")


def picture_of(path, resolution=150):
    run("pdftoppm", "-r", str(resolution), "-png", "-singlefile", path, path.with_suffix(""))
    return path.with_suffix(".png")


@pytest.mark.parametrize("code", [CODE, HOSTED])
@pytest.mark.parametrize("demo", [False, True])
def test_zbar_and_zxing_read_the_printed_code(printed, code, demo):
    picture = picture_of(printed(code, demo=demo))
    assert run("zbarimg", "-q", "--raw", "--nodbus", picture).removesuffix("\n") == code
    with Image.open(picture) as image:
        assert [found.text for found in zxingcpp.read_barcodes(image)] == [code]


def test_every_font_is_embedded_and_subset(printed):
    fonts = run("pdffonts", printed()).splitlines()[2:]
    assert fonts
    for line in fonts:
        assert "+NotoSerifSC-Regular" in line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]
    assert b"Helvetica" not in printed().read_bytes()


def test_the_text_comes_back_exactly(printed):
    path = printed(lines=(("使用单位", "宝鸡喆䶮𬭎公司"), ("使用登记证编号", "梯11陕C00655(16)")))
    text = text_of(path)
    for words in (
        "宝鸡喆䶮𬭎公司", "梯11陕C00655(16)", "特种设备安全监督检查凭证", SENTENCE,
        "宝鸡市虚构区市场监督管理局", "2603 0500 317Q", "D 3110 10003 2016 0031",
        "未发现问题", "演员甲、演员乙", "2026年3月6日", "2027年2月", "凭证展示期至",
    ):  # fmt: skip
        assert words in text


def test_a_demo_says_so_large(printed):
    assert "演示" not in text_of(printed())
    demo = printed(demo=True)
    assert "演示数据，不作凭证" in text_of(demo)
    heights = run("pdftotext", "-bbox", demo, "-")
    assert "演" in heights


def test_equal_values_give_equal_bytes(layout, values, font):
    first = certificate(layout, values, CODE, font)
    assert certificate(layout, values, CODE, font) == first
    assert certificate(layout, replace(values, number="260305003200"), CODE, font) != first


def test_the_page_is_a4_and_one(printed):
    info = run("pdfinfo", printed())
    assert "(A4)" in info
    assert "Pages:           1\n" in info
    assert run("qpdf", "--check", printed())


@pytest.mark.parametrize("code", [CODE, HOSTED, "HTTPS://" + "LONG." * 40 + "INVALID/C/#" + CODE])
def test_the_code_is_large_enough_for_a_phone(layout, code):
    box = code_box(layout, code)
    dots = box.width / 25.4 * 600
    modules = next(
        n for n in range(21 + 8, 185, 4) if round(dots / n, 6) == round(dots / n) and dots / n > 8
    )
    assert box.width >= 25
    assert box.width / modules >= 0.38


def test_a_code_too_long_for_the_page_is_refused(layout, values, font):
    with pytest.raises(UserError, match="二维码内容太长"):
        certificate(layout, values, "A" * 2200, font)


def test_a_long_value_wraps_and_loses_nothing(printed):
    name = "虚构物业管理有限公司凤翔分公司桃园里小区物业服务中心" * 6
    text = text_of(printed(lines=(("使用单位", name),)))
    assert name in "".join(text.split()).replace("使用单位", "")


def test_a_slightly_long_value_shrinks_onto_one_line(printed):
    name = "虚构物业管理有限责任公司桃园里小区物业服务中心一部二"
    assert name in text_of(printed(lines=(("使用单位", name),)))


def test_what_cannot_fit_is_refused_by_name(layout, values, font):
    lines = (*values.lines, ("备注事项", "很长的话" * 900))
    with pytest.raises(UserError, match="备注事项"):
        certificate(layout, replace(values, lines=lines), CODE, font)


@pytest.mark.parametrize("character", ["\U00030edd", "\ue000", "😀", "\U000e0100"])
def test_a_character_without_a_glyph_is_never_a_silent_box(layout, values, font, character):
    changed = replace(values, officers=("演员" + character, "演员乙"))
    with pytest.raises(UserError, match=f"执法人员.*U\\+{ord(character):04X}") as caught:
        certificate(layout, changed, CODE, font)
    assert list(caught.value.problems) == ["officers"]


def test_line_breaks_in_a_value_become_blanks(printed):
    assert "宝鸡 虚构公司" in text_of(printed(lines=(("使用单位", " 宝鸡\r\n虚构公司\t"),)))


def test_the_code_is_proved_from_its_rectangle_alone(layout, printed):
    pdf = printed(HOSTED, demo=True).read_bytes()
    assert readback.read_back(pdf, code_box(layout, HOSTED)) == HOSTED
    readback.prove(pdf, code_box(layout, HOSTED), HOSTED)
    with pytest.raises(UserError, match="没有放行"):
        readback.prove(pdf, code_box(layout, HOSTED), CODE)


def test_nothing_is_read_beside_the_rectangle(layout, printed):
    box = code_box(layout, CODE)
    assert readback.read_back(printed().read_bytes(), replace(box, y=80)) == ""


def test_the_scanner_reads_the_pdf_and_its_picture(printed):
    path = printed()
    assert read_codes(path) == [CODE]
    assert read_codes(picture_of(path)) == [CODE]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("2026-03-06", "2026年3月6日"), ("2027-02", "2027年2月"), ("—", "—"), ("", ""), ("无", "无")],
)
def test_dates_are_written_as_people_do(stored, shown):
    assert chinese_date(stored) == shown


def test_a_number_is_shown_in_fours():
    assert in_fours("26030500317Q") == "2603 0500 317Q"
