"""Check characters, soft marks, grouping and masking of the trade's numbers."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_37_36

from equipinspect.model import codes

ALPHANUMERIC = string.digits + string.ascii_uppercase
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text(ALPHANUMERIC, min_size=1, max_size=40))
def test_mod_37_36_agrees_with_stdnum(text: str) -> None:
    check = codes.iso7064_mod37_36(text)
    assert check == mod_37_36.calc_check_digit(text)
    assert codes.check37(text + check)


@given(
    st.text(ALPHANUMERIC, min_size=2, max_size=20),
    st.integers(0, 19),
    st.sampled_from(ALPHANUMERIC),
)
def test_mod_37_36_finds_every_single_error(text: str, place: int, other: str) -> None:
    right = text + codes.iso7064_mod37_36(text)
    place %= len(right)
    wrong = right[:place] + other + right[place + 1 :]
    assert codes.check37(wrong) is (wrong == right)


@pytest.mark.parametrize("text", ["", "A", "AB-C", "é1", "a1"])
def test_mod_37_36_refuses_what_is_no_code(text: str) -> None:
    assert not codes.check37(text)


@given(st.text(CREDIT_ALPHABET, min_size=18, max_size=18))
def test_credit_code_agrees_with_stdnum(text: str) -> None:
    digits = "91610300" + text[8:]
    complete = digits[:17] + codes.credit_check_character(digits)
    assert uscc.is_valid(complete)
    assert codes.is_credit_code(complete)
    assert codes.is_credit_code(digits) is uscc.is_valid(digits)


@given(st.dates(date(1900, 1, 1)), st.integers(0, 999))
def test_id_card_agrees_with_stdnum(born: date, serial: int) -> None:
    first = f"610302{born:%Y%m%d}{serial:03}"
    check = ric.calc_check_digit(first + "0")
    assert codes.id_card_check_character(first) == check
    assert codes.is_id_card(first + check)
    assert not codes.is_id_card(first + ("0" if check != "0" else "1"))


def test_vector_11_credit_code_and_every_flip_of_it() -> None:
    right = "91610300MA6X00000J"
    assert codes.is_credit_code(right)
    assert codes.is_credit_code(right.lower())
    for place, character in enumerate(right):
        for other in CREDIT_ALPHABET.replace(character, ""):
            assert not codes.is_credit_code(right[:place] + other + right[place + 1 :])


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91110000802100433B", "9144030071526726XG", "91330100799655058B"]
)
def test_real_credit_codes_pass(code: str) -> None:
    assert codes.is_credit_code(code)
    assert codes.check_credit_code(code) is None


def test_a_wrong_credit_code_names_the_right_last_character() -> None:
    assert "末位应为 J" in str(codes.check_credit_code("91610300MA6X00000K"))
    assert "17 位" in str(codes.check_credit_code("91610300MA6X00000"))
    assert "I、O、S、V、Z" in str(codes.check_credit_code("91610300MA6XO0000J"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("91610300ma6x00000j", "uscc"),
        ("61030219900101001X", "id_card"),
        ("610300100012345", "old_reg_no"),
        ("", "none"),
        ("—", "none"),
    ],
)
def test_the_code_box_of_a_unit_is_tagged(text: str, kind: str) -> None:
    if kind == "id_card":
        text = text[:17] + codes.id_card_check_character(text[:17])
    assert codes.unit_id_type(text) == kind


def test_vector_1_numbers_are_normalised_and_recognised() -> None:
    assert codes.normalise("梯１１陕C00001（22）") == "梯11陕C00001(22)"
    for number in ("梯11陕C00001(22)", "梯11闽E3622(16)", "31106401052014080025"):
        assert codes.check_reg_no(number) is None
    assert codes.check_old_reg_code("31106401052014080025") is None
    assert codes.parts_of("31106401052014080025") == {
        "base": "3110", "division": "640105", "year": "2014", "month": "08", "serial": "0025",
    }  # fmt: skip


@pytest.mark.parametrize(
    "code", ["31101000320180003", "311061030520180003", "31103506002016053337"]
)
def test_device_codes_of_17_18_and_20_characters_pass(code: str) -> None:
    assert codes.check_device_code(code) is None


@pytest.mark.parametrize(
    ("check", "text", "words"),
    [
        ("device_code", "3110100032018", "13 位"),
        ("device_code", "31101000318180003", "格式"),
        ("old_reg_code", "31106401052014130025", "月份"),
        ("reg_no", "电梯12345", "格式"),
        ("rescue_code", "12", "4–8"),
        ("licence_no", "3861A12-2027", "TS"),
        ("division_code", "610301", "占位"),
        ("division_code", "61", "6 位"),
        ("id_card", "610302199013010010", "身份证号"),
    ],
)
def test_odd_numbers_are_marked_never_refused(check: str, text: str, words: str) -> None:
    assert words in str(codes.CHECKS[check](text))


def test_an_id_card_never_appears_in_its_own_mark() -> None:
    assert "610302199013010010" not in str(codes.check_id_card("610302199013010010"))


def test_long_codes_are_grouped_for_reading() -> None:
    assert codes.grouped("31101000320180003") == "3110 10003 2018 0003"
    assert codes.grouped("91610300MA6X00000J") == "9161 0300 MA6X 0000 0J"
    assert codes.grouped("梯11陕C00001(22)") == "梯11陕C00001(22)"


@given(st.text(max_size=24))
def test_grouping_only_adds_blanks(text: str) -> None:
    assert codes.grouped(text).replace(" ", "") == text.replace(" ", "")


def test_only_id_cards_are_masked() -> None:
    number = "61030219900101001"
    number += codes.id_card_check_character(number)
    assert codes.masked(number) == f"610302**********{number[-2:]}"
    assert codes.masked("91610300MA6X00000J") == "9161 0300 MA6X 0000 0J"
    assert codes.masked("610302900101001").count("*") == 7
