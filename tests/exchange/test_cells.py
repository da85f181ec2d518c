"""Single cells: every kind of dirt, and what becomes of it."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect.exchange.cells import Habits, reader, shown
from equipinspect.model.fields import Absent, Field, Option

CODE = Field("device_code", "设备代码", "code")
TEXT = Field("name", "名称")
DATE = Field("reg_date", "登记日期", "date")
MONTH = Field("made", "制造年月", "month")
DUE = Field("next", "下次检验日期", "due")
LOAD = Field("load", "载重量", "integer", unit="kg")
SPEED = Field("speed", "速度", "decimal", unit="m/s")
STATUS = Field(
    "status",
    "状态",
    "choice",
    options=(Option("in_use", "在用", ("2",)), Option("stopped", "停用")),
)
YES_NO = Field("retrofit", "加装", "yes_no")
UNIT = Field("unit", "使用单位", "ref", refers="unit")
KINDS = (CODE, TEXT, DATE, MONTH, DUE, LOAD, SPEED, STATUS, YES_NO, UNIT)


def read(field, cell, **habits):
    return reader(field, Habits(**habits))(cell)


@pytest.mark.parametrize("field", KINDS, ids=lambda f: f.kind)
@pytest.mark.parametrize(
    "cell", ["", "  ", "\u3000", "NULL", "null", "None", "nan", "#N/A", "\ufeff"]
)
def test_what_means_nothing_is_nothing(field, cell):
    assert read(field, cell) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31106101012018000001", "31106101012018000001"),
        ("１１１１１１１１１１", "1111111111"),
        ("梯１１陕C00001（22）", "梯11陕C00001(22)"),
        (" 3110 10003 2018 0003\n", "31101000320180003"),
        ("TS3861A12-2027", "TS3861A12-2027"),
        (1111111111.0, "1111111111"),
        (1111111111, "1111111111"),
        ("1111111111.0", "1111111111"),
        (999999999999999.0, "999999999999999"),
        ("6103020222008100000", "6103020222008100000"),
        ("12E3", "12E3"),
        ("Queen Anne's", "Queen Anne's"),
        ("NO.5", "NO.5"),
        ("", None),
        ("—", None),
    ],
)
def test_codes_stay_text(cell, expected):
    assert read(CODE, cell) == expected


@pytest.mark.parametrize("field", [CODE, TEXT, UNIT], ids=lambda f: f.kind)
@pytest.mark.parametrize("cell", [3.11035060020161e19, 1e15, 3110350600201612, -1e15])
def test_a_number_that_lost_digits_is_refused(field, cell):
    with pytest.raises(ValueError, match="已经丢失"):
        read(field, cell)


@pytest.mark.parametrize(
    "cell", ["3.11035060020161e+19", "3.11035E+19", "3E+19", "３．１E+19", "3.1e19"]
)
def test_a_written_exponent_is_a_lost_code(cell):
    with pytest.raises(ValueError, match="已经丢失"):
        read(CODE, cell)


@pytest.mark.parametrize("cell", [date(2025, 3, 5), datetime(2025, 3, 5, 1), time(3, 5), True])
def test_a_code_turned_into_a_date_is_refused(cell):
    with pytest.raises(ValueError, match="被表格软件改成了"):
        read(CODE, cell)


TWO_CODES = "31106101012018000001 31106101012018000002"


@pytest.mark.parametrize("cell", ["31106101\n31106102", "31106101、31106102", "A1；A2", TWO_CODES])
def test_several_codes_in_one_cell_are_refused(cell):
    with pytest.raises(ValueError, match="几个编号"):
        read(CODE, cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("宝鸡某某\n有限公司 ", "宝鸡某某有限公司"),
        ("宝鸡某某_x000D_\n公司", "宝鸡某某公司"),
        ("North\r\nTower", "North Tower"),
        ("张三、李四", "张三、李四"),
        ("DN100/50", "DN100/50"),
        (13812345678.0, "13812345678"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (date(2025, 3, 5), "2025-03-05"),
        (True, "是"),
    ],
)
def test_text_is_kept_with_its_line_ends_undone(cell, expected):
    assert read(TEXT, cell) == expected


def test_long_text_keeps_its_lines():
    assert read(Field("note", "备注", "longtext"), "一\n二 ") == "一\n二"


def test_a_unit_comes_back_as_text():
    assert read(UNIT, "宝鸡某某\n公司") == "宝鸡某某公司"
    assert read(UNIT, "—") is None
    assert read(Field("owner", "产权单位", "ref", absent=True), "—") == Absent("—")


@pytest.mark.parametrize(
    "cell",
    [
        "2021-03-05", "2021.3.5", "2021/3/5", "2021年3月5日", "２０２１．３．５", "20210305",
        "2021-03-05 00:00:00.0", "2021-03-05 14:30:00", "2021-03-05T00:00:00Z", " 2021 - 3 - 5 ",
        "44260", 44260, 44260.0, 44260.75, 20210305, 20210305.0,
        date(2021, 3, 5), datetime(2021, 3, 5, 14, 30),
    ],
)  # fmt: skip
def test_a_day_in_every_notation(cell):
    assert read(DATE, cell) == "2021-03-05"
    assert read(DUE, cell) == "2021-03-05"
    assert read(MONTH, cell) == "2021-03"


@pytest.mark.parametrize(
    "cell",
    ["2021-03", "2021.3", "2021年3月", "2021年03月", "202103", 202103, 202103.0, 2021.3, 2021.03],
)
def test_a_month_in_every_notation(cell):
    assert read(MONTH, cell) == "2021-03"
    assert read(DUE, cell) == "2021-03"


def test_a_serial_number_counts_from_1904_in_such_a_book():
    assert read(DATE, 44260 - 1462, starts_1904=True) == "2021-03-05"
    assert read(DATE, str(44260 - 1462), starts_1904=True) == "2021-03-05"


@pytest.mark.parametrize(
    "cell",
    [
        "3-5", "21.3.5", "2021-13-01", "2021-02-30", "2021", "每年3月", "2021.3.5-2022.3.4", "3/5/2021",
        2021, 5, 0.0, 2021.1, -3, 1e20, True, time(3, 5), timedelta(1), date(1900, 1, 1),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(ValueError, match="无法识别日期"):
        read(DUE, cell)


def test_the_format_of_a_source_is_tried_first():
    assert read(DATE, "03/05/2021", date_format="%m/%d/%Y") == "2021-03-05"
    assert read(DATE, "2021-03-05", date_format="%m/%d/%Y") == "2021-03-05"


def test_a_month_for_a_full_date_is_refused_unless_the_source_says_how_to_fill_it():
    with pytest.raises(ValueError, match="要写到日"):
        read(DATE, "2024年2月")
    assert read(DATE, "2024年2月", month_only="first") == "2024-02-01"
    assert read(DATE, "2024年2月", month_only="last") == "2024-02-29"


def test_vector_3_a_source_that_writes_months_as_their_first_day():
    for cell in ("2025-04-01", date(2025, 4, 1), 45748.0):
        assert read(DUE, cell, first_of_month_is_month=True) == "2025-04"
        assert read(DUE, cell) == "2025-04-01"
    assert read(DUE, "2025-04-02", first_of_month_is_month=True) == "2025-04-02"
    assert read(DATE, "2025-04-01", first_of_month_is_month=True) == "2025-04-01"


@pytest.mark.parametrize("field", [DATE, MONTH, DUE, LOAD, SPEED], ids=lambda f: f.kind)
@pytest.mark.parametrize(
    "word", ["—", "——", "/", "／", "-", "无", "设计规定不实施定期检验", "不详"]
)
def test_a_stated_reason_is_legal_in_date_and_number_boxes(field, word):
    assert read(field, f" {word} ") == Absent(word)


@pytest.mark.parametrize(
    "cell", [1000, 1000.0, "1000", "1,000", "１０００", "1000kg", "1000 KG", "1t"]
)
def test_a_whole_number_in_every_notation(cell):
    assert read(LOAD, cell) == 1000


@pytest.mark.parametrize("cell", [0.63, "0.63", "0.63m/s", "0.630", "37.8m/min"])
def test_a_decimal_in_every_notation(cell):
    assert read(SPEED, cell) == "0.63"


@pytest.mark.parametrize(
    "cell", ["100/50", "约1000", "1000.5", "1000.5kg", 1000.5, True, date(2021, 3, 5), "5m"]
)
def test_what_is_no_whole_number_is_refused(cell):
    with pytest.raises(ValueError, match="无法识别"):
        read(LOAD, cell)


def test_numbers_are_converted_from_the_unit_of_the_sheet():
    assert read(LOAD, 1.05, bare_unit="t") == 1050
    assert read(LOAD, "3500LBS", bare_unit="t") == 1588
    assert read(SPEED, 105, bare_unit="m/min") == "1.75"
    assert read(LOAD, "—", bare_unit="t") == Absent("—")


@pytest.mark.parametrize("cell", ["在用", "2", 2, 2.0, " 在 用 ", "in_use"])
def test_a_choice_by_any_of_its_words(cell):
    assert read(STATUS, cell) == "in_use"


def test_a_choice_nobody_declared_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="“报停” 不在可选值中（在用、停用）"):
        read(STATUS, "报停")
    assert read(STATUS, "报停", words={"报停": "停用"}) == "stopped"
    assert read(STATUS, 9, words={"9": "停用"}) == "stopped"


@pytest.mark.parametrize(
    ("cell", "expected"), [(True, 1), ("是", 1), (1.0, 1), ("否", 0), (False, 0)]
)
def test_yes_and_no(cell, expected):
    assert read(YES_NO, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (3.11035060020161e19, "3.11035060020161e+19"),
        (12.0, "12"),
        (2.5, "2.5"),
        (True, "TRUE"),
        (datetime(2021, 3, 5), "2021-03-05"),
        (datetime(2021, 3, 5, 8), "2021-03-05 08:00:00"),
        (date(2021, 3, 5), "2021-03-05"),
        ("x", "x"),
    ],
)
def test_cells_are_shown_as_the_sheet_shows_them(cell, expected):
    assert shown(cell) == expected


@given(st.from_regex(r"[0-9A-Z]{1,24}", fullmatch=True).filter(lambda t: t != "NAN"))
def test_a_code_written_as_text_is_never_altered(text):
    assert read(CODE, text) == text


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_a_code_a_number_can_hold_comes_through_whole(number):
    assert read(CODE, float(number)) == str(number)


@given(st.integers(min_value=10**15, max_value=10**24))
def test_a_code_a_number_cannot_hold_is_always_refused(number):
    with pytest.raises(ValueError, match="已经丢失"):
        read(CODE, float(number))


@given(st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.booleans()))
def test_no_cell_whatever_stops_an_import(cell):
    for field in KINDS:
        try:
            read(field, cell)
        except ValueError as refused:
            assert str(refused)  # noqa: PT017 - any other exception fails the test
