"""Headers under titles, instructions and merged cells, and what their columns mean."""

import pytest

from equipinspect.exchange.headers import NoHeader, find_header, letter
from equipinspect.exchange.mapping import Mapping

HEAD = ["序号", "设备代码", "使用单位", "下次检验日期"]


def header(lift, declared, rows, mapping=None, merged=()):
    referred = {d.key: d for d in declared}
    return find_header(list(enumerate(rows, 1)), lift, mapping, referred, merged)


def keys(found):
    return {c.title: c.key for c in found.columns}


def one(lift, declared, title):
    """What one title among known ones is taken for."""
    found = header(lift, declared, [["设备代码", "使用单位", title]])
    return found.columns[-1]


def test_a_header_in_the_first_row(lift, declared):
    found = header(lift, declared, [HEAD, [1, "31106", "某某公司", "2025-04"]])
    assert found.rows == (1,)
    assert found.first_data_row == 2
    assert found.keys == ("device_code", "user_unit", "inspection_next")
    assert found.columns[0].how == "ignored"
    assert found.titles == tuple(HEAD)


def test_a_header_under_title_unit_and_instruction_rows(lift, declared):
    rows = [
        ["宝鸡市电梯台账"],
        ["填报单位：某某局", "", "", "2025年4月"],
        ["填写说明：设备代码、使用单位必须填写"],
        ["", "", "", ""],
        HEAD,
        ["1", "2", "3", "4"],
        ["", "", "", ""],
        [1, "31106", "某某公司", "2025-04"],
    ]
    found = header(lift, declared, rows)
    assert found.rows == (5,)
    assert found.first_data_row == 8


def test_a_row_that_counts_columns_in_chinese_is_skipped(lift, declared):
    assert header(lift, declared, [HEAD, ["甲", "乙", "丙", "丁"]]).first_data_row == 3


TWO_LINES = [
    ["2025年电梯台账", "", "", "", "", ""],
    ["设备代码", "使用单位", "", "", "检验情况", ""],
    ["", "名称", "统一社会信用代码", "地址", "检验日期", "下次检验日期"],
    ["31106", "某某公司", "91610300MA6X00000J", "一路一号", "2023-04-01", "2025-04"],
]
MERGES = (
    ((1, 0), (1, 5)),
    ((2, 0), (3, 0)),
    ((2, 1), (2, 3)),
    ((2, 4), (2, 5)),
)
MEANT = (
    "device_code", "user_unit", "user_unit.credit_code", "user_unit.address",
    "inspection_last", "inspection_next",
)  # fmt: skip


@pytest.mark.parametrize("merged", [MERGES, ()], ids=["merged", "csv"])
def test_a_merged_header_of_two_lines(lift, declared, merged):
    found = header(lift, declared, TWO_LINES, merged=merged)
    assert found.rows == (2, 3)
    assert found.first_data_row == 4
    assert found.keys == MEANT
    assert found.titles[1] == "使用单位/名称"


def test_titles_of_two_lines_are_understood_when_written_in_one(lift, declared):
    joined = header(lift, declared, TWO_LINES, merged=MERGES).titles
    assert header(lift, declared, [joined]).keys == MEANT


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("*注册代码(旧)", "old_reg_code"),
        ("额定载重量（kg）", "rated_load_kg"),
        ("额 定\n载 重 量", "rated_load_kg"),
        ("３．载重量", "rated_load_kg"),
        ("产品名称（必填）：", "name"),
        ("设备名称名称", "name"),
        ("RATED_LOAD_KG", "rated_load_kg"),
        ("使用单位统一社会信用代码", "user_unit.credit_code"),
        ("使用单位地址", "user_unit.address"),
        ("产权单位名称", "owner_unit"),
        ("产权单位电话", "owner_unit.phone"),
        ("下次检验", "inspection_next"),
    ],
)
def test_titles_are_matched_exactly_through_labels_and_aliases(lift, declared, title, key):
    column = one(lift, declared, title)
    assert (column.key, column.how) == (key, "exact")


@pytest.mark.parametrize(
    ("title", "suggestion"),
    [
        ("额定载重", "rated_load_kg"),
        ("下次定期检验日期", "inspection_next"),
        ("联系电话", "user_unit.phone"),
        ("电梯使用登记证号", "reg_no"),
    ],
)
def test_likeness_is_asked_about_never_taken(lift, declared, title, suggestion):
    column = one(lift, declared, title)
    assert (column.key, column.how, column.suggestion) == (None, "asked", suggestion)
    assert 60 <= column.score < 100


def test_a_title_like_nothing_stays_unmatched(lift, declared):
    found = header(lift, declared, [[*HEAD, "xyz", "设备代码"]])
    assert [c.title for c in found.unmatched] == ["xyz", "设备代码"]
    assert found.columns[-1].how == "repeated"
    assert found.columns[-1].suggestion == "device_code"


def test_a_field_that_is_filled_already_is_not_suggested_again(lift, declared):
    assert one(lift, declared, "设备代码号").suggestion != "device_code"
    found = header(lift, declared, [["注册代码（旧）", "使用单位", "设备代码号"]])
    assert found.columns[-1].suggestion == "device_code"


def test_the_unit_of_a_title_is_kept(lift, declared):
    assert one(lift, declared, "额定载重量（t）").unit == "t"
    assert one(lift, declared, "额定速度/m/min").unit == "m/min"
    assert one(lift, declared, "提升高度（单位：mm）").unit == "mm"
    assert one(lift, declared, "额定载重量（必填）").unit == ""


def test_the_column_of_reasons_is_never_read(lift, declared):
    assert one(lift, declared, "退回原因").how == "reason"


def test_a_mapping_comes_before_everything(lift, declared):
    mapping = Mapping(
        columns={"Serial": ("device_code", "reg_no"), "使用单位": (), "设备代码": ("name",)}
    )
    found = header(lift, declared, [["serial", "使用单位", "设备代码"]], mapping)
    assert found.keys == ("device_code", "reg_no", "name")
    assert found.columns[2].how == "ignored"


def test_a_sheet_without_header_is_refused(lift, declared):
    with pytest.raises(NoHeader, match="前 2 行的列名都对不上“电梯”的项目"):
        header(lift, declared, [["一", "二"], ["三", "四"]])
    with pytest.raises(NoHeader):
        header(lift, declared, [])


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_in_a_spreadsheet(index, name):
    assert letter(index) == name


@pytest.mark.parametrize("title", ["层/站/门", "层站门", "层／站／门*"])
def test_a_title_that_lists_several_numbers_fills_several_fields(lift, declared, title):
    found = header(lift, declared, [["设备代码", "使用单位", title]])
    listed = [(c.key, c.part) for c in found.columns if c.index == 2]
    assert listed == [("floors", (0, 3)), ("stops", (1, 3)), ("doors", (2, 3))]


def test_a_credit_code_belongs_to_the_unit_on_its_left(lift, declared):
    row = ["设备代码", "使用单位", "统一社会信用代码", "产权单位", "信用代码", "统一社会信用代码"]
    found = header(lift, declared, [row])
    codes = [(c.index, c.key) for c in found.columns if c.key and c.key.endswith("credit_code")]
    assert codes == [(2, "user_unit.credit_code"), (5, "owner_unit.credit_code")]
    alone = header(lift, declared, [["统一社会信用代码", "设备代码", "使用单位"]])
    assert (alone.columns[0].how, alone.columns[0].suggestion) == ("asked", "user_unit.credit_code")


def test_the_kind_of_equipment_is_no_name_of_it(lift, declared):
    assert one(lift, declared, "设备种类").how == "kind"
    assert one(lift, declared, "设备种类（品种）").key == "name"
