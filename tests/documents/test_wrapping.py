"""Lines break where Chinese typesetting allows, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect.documents.wrapping import fit, wrap

WORDS = st.text(st.sampled_from("宝鸡市（）《》，。、A1C-7 "), max_size=80)


@given(WORDS, st.floats(40, 300))
def test_no_character_is_lost_and_no_line_too_wide(font, text, width):
    lines = wrap(font, text, width, 12)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(font.width(line.rstrip(), 12) <= width + 1e-6 for line in lines)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(font):
    lines = wrap(font, "甲乙丙，丁戊（己庚）辛，壬癸。子丑《寅卯》", 12 * 4.01, 12)
    assert len(lines) > 3
    assert not any(line[0] in "，。）》" or line[-1] in "（《" for line in lines)


def test_a_code_stays_whole(font):
    lines = wrap(font, "执行标准为GB/T-7588.1-2020现行有效", 130, 12)
    assert lines == ["执行标准为", "GB/T-7588.1-2020现行", "有效"]


@pytest.mark.parametrize(("length", "lines"), [(10, 1), (11, 1), (12, 1), (13, 2), (40, 4)])
def test_a_little_too_long_shrinks_and_much_too_long_wraps(font, length, lines):
    fitted = fit(font, "字" * length, 120, 12)
    assert len(fitted.lines) == lines
    assert (fitted.size == 12) == (length <= 10)
    assert fitted.size >= 12 * 0.8
