"""The two official papers as PDF: the same words give the same bytes, nothing is cut, every box is there."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.documents.check_record import CheckRecord, check_record, read_form
from equipinspect.documents.directive import Directive, directive
from equipinspect.documents.fonts import load_font
from equipinspect.documents.paper import HEIGHT, WIDTH, day_words
from equipinspect.model.errors import UserError

FONT = load_font(RESOURCES / "fonts")
TEMPLATES = RESOURCES / "templates"
RECORD = CheckRecord(
    number="（宝）市监特检〔2026〕第1号",
    boxes={"unit_name": "秋实物业有限公司", "officers": "甄一、甄二", "period": "2026年3月6日"},
    ticks={"kind": frozenset({"routine"}), "measures": frozenset({"directive"})},
    devices=(("乘客电梯", "梯11陕C00001(18)"),),
    findings="未发现问题。",
    office="凤翔区市场监督管理局",
)
ORDER = Directive(
    number="（宝）市监特令〔2026〕第12号",
    office="凤翔区市场监督管理局",
    unit="秋实物业有限公司",
    problems=("门锁回路短接。",),
    violated="《中华人民共和国特种设备安全法》第三十九条",
    basis="《中华人民共和国特种设备安全法》第六十二条",
    deadline="2026-03-20",
    measures=("拆除短接线。",),
    review_body="凤翔区人民政府",
    court="凤翔区人民法院",
    issued_on="2026-03-06",
)
WORDS = st.text(
    "电梯门锁回路短接，机房堆放杂物。应急照明不亮；第〔〕（）、AB12 ", min_size=1, max_size=900
)


def read(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            assert [round(x / 72 * 25.4) for x in page.get_size()] == [WIDTH, HEIGHT]
        return ["".join(p.get_textpage().get_text_range().split()) for p in document]


def plain(text: str) -> str:
    return "".join(text.split())


def test_equal_words_give_equal_bytes() -> None:
    assert check_record(TEMPLATES, RECORD, FONT) == check_record(TEMPLATES, RECORD, FONT)
    assert directive(TEMPLATES, ORDER, FONT) == directive(TEMPLATES, ORDER, FONT)


def test_every_label_of_the_form_stands_on_the_first_page() -> None:
    layout = read_form(TEMPLATES / "check_record_a4.toml")
    [page] = read(check_record(TEMPLATES, replace(RECORD, boxes={}, ticks={}), FONT))
    for row in layout["row"]:
        for cell in row["cells"]:
            assert plain(cell.get("label", "")) in page
    for options in layout["ticks"].values():
        for _value, words in options:
            assert words in page


def test_many_devices_are_listed() -> None:
    devices = tuple((f"乘客电梯{n}", f"梯11陕C{n:05}(18)") for n in range(1, 61))
    text = "".join(read(check_record(TEMPLATES, replace(RECORD, devices=devices), FONT)))
    assert "等60台，清单附后" in text
    assert [n for n in range(1, 61) if f"梯11陕C{n:05}(18)" not in text] == []


@settings(max_examples=25, deadline=None)
@given(findings=WORDS)
def test_no_word_of_the_findings_is_lost(findings: str) -> None:
    pages = read(check_record(TEMPLATES, replace(RECORD, findings=findings * 2), FONT))
    text = "".join(pages)
    for mark in "电梯门锁回路短接":
        assert text.count(mark) >= (findings * 2).count(mark)
    last = f"第{len(pages)}页"
    assert last in pages[-1]


@settings(max_examples=15, deadline=None)
@given(problems=st.lists(WORDS, min_size=1, max_size=6))
def test_no_problem_of_a_directive_is_lost(problems: list[str]) -> None:
    pages = read(directive(TEMPLATES, replace(ORDER, problems=tuple(problems)), FONT))
    text = "".join(pages)
    for mark in "电梯门锁回路短接":
        assert text.count(mark) >= "".join(problems).count(mark)
    assert "特种设备安全监察专用章" in pages[-1]
    assert "检查人员（签名）" in pages[-1]


def test_a_void_or_demo_paper_says_so() -> None:
    [page] = read(directive(TEMPLATES, replace(ORDER, void=True, demo=True), FONT))
    assert "（作废）" in page
    assert "演示数据" in page


def test_what_the_font_lacks_is_named_by_its_box() -> None:
    with pytest.raises(UserError, match="存在的问题 字库里没有"):
        directive(TEMPLATES, replace(ORDER, problems=("\U0001f600",)), FONT)
    with pytest.raises(UserError, match="发现的问题 字库里没有"):
        check_record(TEMPLATES, replace(RECORD, findings="\U0001f600"), FONT)


def test_a_form_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "directive_a4.toml").write_text("body = [", "utf-8")
    with pytest.raises(UserError, match=r"版式文件 directive_a4\.toml 不能使用"):
        directive(tmp_path, ORDER, FONT)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("2026-03-06", "2026年3月6日"), ("2026-03-06 09:05", "2026年3月6日9时05分"), ("三月", "三月")],
)
def test_days_are_written_out(written: str, read_as: str) -> None:
    assert day_words(written) == read_as
