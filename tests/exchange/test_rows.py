"""Rows of whole sheets: records, refusals with their place, and rows that are no records."""

from datetime import datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from equipinspect.exchange.mapping import BadMapping, Mapping
from equipinspect.exchange.rows import Problem
from equipinspect.model.errors import Cancelled
from equipinspect.model.fields import Absent

HEAD = ["设备代码", "使用单位", "下次检验日期", "额定载重量(t)", "使用状态"]
GOOD = ["31106", "某某公司", "2025-04", 1.05, "在用"]


def values(ledger):
    return [row.values for row in ledger.rows()]


def test_a_row_becomes_values_by_field(book, read):
    ledger = read(book([HEAD, GOOD]))
    (row,) = ledger.rows()
    assert row.row == 2
    assert row.problems == ()
    assert row.values == {
        "device_code": "31106",
        "user_unit": "某某公司",
        "inspection_next": "2025-04",
        "rated_load_kg": 1050,
        "use_status": "in_use",
    }
    assert row.raw["额定载重量(t)"] == "1.05"


def test_what_a_sheet_says_about_a_unit_stands_under_its_field(book, read):
    head = ["设备代码", "使用单位名称", "使用单位统一社会信用代码", "使用单位电话", "产权单位"]
    row = ["31106", "某某公司", "91610300MA6X00000J", 13800000000, "—"]
    assert values(read(book([head, row]))) == [
        {
            "device_code": "31106",
            "user_unit": "某某公司",
            "user_unit.credit_code": "91610300MA6X00000J",
            "user_unit.phone": "13800000000",
            "owner_unit": Absent("—"),
        }
    ]


def test_every_refused_cell_is_named_with_its_place(book, read):
    bad = [3.11035060020161e19, "某某公司", "每年4月", "约1000", "报停"]
    ledger = read(book([["台账"], HEAD, GOOD, bad]))
    good, refused = ledger.rows()
    assert good.problems == ()
    assert refused.values == {"user_unit": "某某公司"}
    places = [(p.row, p.column, p.key, p.value) for p in refused.problems]
    assert places == [
        (4, "A 设备代码", "device_code", "3.11035060020161e+19"),
        (4, "C 下次检验日期", "inspection_next", "每年4月"),
        (4, "D 额定载重量(t)", "rated_load_kg", "约1000"),
        (4, "E 使用状态", "use_status", "报停"),
    ]
    assert isinstance(refused.problems[0], Problem)
    assert refused.problems[0].sheet == "电梯"


def test_the_same_refused_cell_is_refused_in_every_row(book, read):
    ledger = read(book([HEAD, *[["31106", "某某公司", "不知何时", 1, "在用"]] * 3]))
    assert [len(r.problems) for r in ledger.rows()] == [1, 1, 1]


def test_sums_remarks_repeated_headers_and_blank_rows_are_no_records(book, read):
    rows = [
        HEAD, GOOD,
        ["", "", "", "", ""], [" ", None, "\u3000"],
        HEAD, GOOD,
        ["合计", "", "", 2.1, ""], ["", "共 计：2台"], ["总计（台）", 2],
        ["填表人：张某某", "", "审核人：李某某"], ["备注：以上均为在用设备"], ["制表日期:2025.3.5"],
        ["本表一式两份，一份由使用单位保存"],
    ]  # fmt: skip
    ledger = read(book(rows))
    assert [r.row for r in ledger.rows()] == [2, 6]
    assert [(s.row, s.why) for s in ledger.skipped] == [
        (5, "重复的表头"),
        (7, "合计行"),
        (8, "合计行"),
        (9, "合计行"),
        (10, "说明或签名行"),
        (11, "说明或签名行"),
        (12, "说明或签名行"),
        (13, "说明行"),
    ]
    assert ledger.skipped[4].text == "填表人：张某某 审核人：李某某"


@pytest.mark.parametrize("name", ["合计成有限公司", "小计某", "总计划院", "备注某公司", "填表人"])
def test_a_name_that_only_begins_like_a_sum_is_a_record(book, read, name):
    ledger = read(book([["使用单位", "设备代码", "备注"], [name, "31106", "x"]]))
    assert values(ledger)[0]["user_unit"] == name


def test_duplicate_codes_and_wrong_words_are_passed_on_untouched(book, read):
    ledger = read(book([HEAD, GOOD, GOOD]))
    assert [v["device_code"] for v in values(ledger)] == ["31106", "31106"]


def test_a_ragged_text_file_is_filled_up(tmp_path, read):
    path = tmp_path / "a.csv"
    path.write_text("设备代码,使用单位,使用地点\n31106\n31107,某某公司\n", encoding="utf-8")
    assert values(read(path)) == [
        {"device_code": "31106"},
        {"device_code": "31107", "user_unit": "某某公司"},
    ]


def test_a_sheet_with_one_known_column_is_read(tmp_path, read):
    path = tmp_path / "a.csv"
    path.write_text("设备代码\n31106\n31107\n", encoding="utf-8")
    assert [v["device_code"] for v in values(read(path))] == ["31106", "31107"]


def test_a_book_from_1904_is_read_with_its_own_days(tmp_path, read):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active.append(["设备代码", "使用单位", "登记日期"])
    made.active.append(["31106", "某某公司", datetime(2021, 3, 5)])
    made.active.append(["31107", "某某公司", 42798])
    made.active["C2"].number_format = "yyyy-mm-dd"
    made.save(tmp_path / "a.xlsx")
    ledger = read(tmp_path / "a.xlsx")
    assert [v["reg_date"] for v in values(ledger)] == ["2021-03-05", "2021-03-05"]


def test_constants_words_filters_and_formats_of_a_mapping(book, read):
    rows = [
        ["No", "Owner", "Due", "Region", "State"],
        [1, "Some Firm", "04/01/2025", "渭滨区", "Active"],
        [2, "Some Firm", "04/01/2025", "金台区", "Active"],
    ]
    mapping = Mapping(
        columns={
            "No": ("device_code",),
            "Owner": ("user_unit", "owner_unit"),
            "Due": ("inspection_next",),
            "Region": (),
            "State": ("use_status",),
        },
        constants={"address": "同单位地址", "rated_load_kg": "1000"},
        values={"use_status": {"Active": "在用"}},
        where={"Region": ("渭滨区",)},
        date_format="%m/%d/%Y",
        first_of_month_is_month=True,
    )
    assert values(read(book(rows), mapping)) == [
        {
            "address": "同单位地址",
            "rated_load_kg": 1000,
            "device_code": "1",
            "user_unit": "Some Firm",
            "owner_unit": "Some Firm",
            "inspection_next": "2025-04",
            "use_status": "in_use",
        }
    ]


@pytest.mark.parametrize(
    ("mapping", "what"),
    [
        (Mapping(constants={"rated_load_kg": "重"}), "constants"),
        (Mapping(where={"没有": ("x",)}), "“没有” 不在表头里"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(book, read, mapping, what):
    with pytest.raises(BadMapping, match=what):
        values(read(book([HEAD, GOOD]), mapping))


def test_the_sheet_of_a_mapping_is_taken_and_others_are_named(book, read):
    path = book([["填写说明"], ["一"]])
    made = openpyxl.load_workbook(path)
    for name in ("渭滨区", "金台区"):
        sheet = made.create_sheet(name)
        sheet.append(HEAD)
        sheet.append([name, *GOOD[1:]])
    made.save(path)
    assert read(path).header.sheet == "渭滨区"
    assert read(path).others == ("电梯", "金台区")
    assert values(read(path, sheet="金台区"))[0]["device_code"] == "金台区"
    assert values(read(path, Mapping(sheet="金台区")))[0]["device_code"] == "金台区"


def test_progress_is_reported_and_a_stop_is_heeded(book, read):
    ledger = read(book([HEAD, *[GOOD] * 1200]))
    seen = []
    assert len(list(ledger.rows(lambda done, total: seen.append((done, total))))) == 1200
    assert seen == [(500, 1201), (1000, 1201)]
    with pytest.raises(Cancelled):
        list(ledger.rows(cancelled=lambda: True))


def test_many_distinct_cells_do_not_fill_the_memory(book, read, monkeypatch):
    monkeypatch.setattr("equipinspect.exchange.rows._MEMO", 8)
    rows = [
        [f"3110{i:06d}", "某某公司", datetime(2025, 1 + i % 12, 1), 1, "在用"] for i in range(50)
    ]
    found = values(read(book([HEAD, *rows])))
    assert [v["device_code"] for v in found] == [r[0] for r in rows]


def test_a_row_of_another_category_is_refused(book, read):
    head = ["设备种类", "设备代码", "使用单位"]
    kinds = ["电梯", "锅炉", "1000", "", "曳引驱动乘客电梯"]
    ledger = read(book([head, *[[kind, "31106", "某某公司"] for kind in kinds]]))
    refused = {r.row: r.problems for r in ledger.rows() if r.problems}
    assert list(refused) == [3, 4]
    (problem,) = refused[3]
    assert (problem.column, problem.value) == ("A 设备种类", "锅炉")
    assert problem.problem == "这一行是锅炉，不属于电梯，请从锅炉台账导入"


def test_a_sheet_can_be_read_twice(book, read):
    ledger = read(book([HEAD, GOOD, ["合计"]]))
    assert values(ledger) == values(ledger)
    assert len(ledger.skipped) == 1


def test_floors_stops_and_doors_in_one_cell(book, read):
    cells = ["6/6/6", "６层７站８门", "6", 6, "6/6", "—", "六层"]
    ledger = read(book([["设备代码", "使用单位", "层/站/门"], *[["1", "某", c] for c in cells]]))
    listed = [[r.values.get(k) for k in ("floors", "stops", "doors")] for r in ledger.rows()]
    assert listed[:4] == [[6, 6, 6], [6, 7, 8], [6, None, None], [6, None, None]]
    assert listed[5] == [Absent("—"), None, None]
    refused = {r.row: r.problems[0].problem for r in ledger.rows() if r.problems}
    assert refused == {
        6: "“6/6” 应是 3 个整数，如 6/6/6",
        8: "无法识别 “六层”，应为整数",
    }
