"""Sheets go in as one action: previewed, counted, repeated without effect, taken back by one undo."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipinspect.app import health, histories, importing, undoing
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.model.errors import Cancelled, Conflict, NotAllowed, UserError
from tests.ledgers import Brought, Clock, Sheet, add, rows_of

HEAD = ("设备代码", "使用单位", "楼盘名称", "额定载重量（kg）", "使用状态", "下次检验日期")
ONE = ("311010003201800011", "秋实物业有限公司", "秋实家园", 800, "在用", "2027-03")
TWO = ("311010003201800012", "秋实物业有限公司", "秋实家园", 1000, "在用", "2027-04")
THREE = ("311010003201800013", "春华商贸有限公司", "春华广场", 1050, "停用", "2026-05-31")


def counted(plan: importing.Plan) -> tuple[int, int, int, int]:
    counts = plan.counts
    assert counts["read"] == sum(counts[k] for k in ("new", "changed", "unchanged", "rejected"))
    return counts["new"], counts["changed"], counts["unchanged"], counts["rejected"]


def contents(session: Session) -> dict[str, int]:
    return {d.key: len(rows_of(session, d.key)) for d in session.declarations if d.key != "replica"}


def test_a_dry_run_writes_nothing(office: Session, sheet: Sheet, home: Path) -> None:
    path = sheet(HEAD, ONE, TWO)
    before, seen = contents(office), office.register.path.read_bytes()
    plan = importing.preview(office, "elevator", Wanted(path))
    assert counted(plan) == (2, 0, 0, 0)
    assert contents(office) == before
    assert office.register.path.read_bytes() == seen
    assert not (home / "mappings").exists()


def test_the_same_sheet_again_changes_nothing(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    path = sheet(HEAD, ONE, TWO, THREE)
    assert counted(bring("elevator", path)) == (3, 0, 0, 0)
    before = undoing.last_action(office)
    assert counted(bring("elevator", path)) == (0, 0, 3, 0)
    assert undoing.last_action(office) == before


def test_units_are_created_once_and_only_for_rows_that_go_in(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    refused = (None, "从未登记有限公司", None, None, "在用", None)
    plan = bring("elevator", sheet(HEAD, ONE, TWO, THREE, refused))
    assert counted(plan) == (3, 0, 0, 1)
    names = [row.values["name"] for row in rows_of(office, "unit")]
    assert names == ["秋实物业有限公司", "春华商贸有限公司"]
    assert plan.notes[0] == "将同时新建单位 2 家"


def test_one_changed_cell_changes_one_field(office: Session, sheet: Sheet, bring: Brought) -> None:
    bring("elevator", sheet(HEAD, ONE, TWO))
    path = sheet(HEAD, ONE, (*TWO[:3], 1150, *TWO[4:]), name="改过.xlsx")
    plan = importing.preview(office, "elevator", Wanted(path))
    assert counted(plan) == (0, 1, 1, 0)
    [line] = plan.changed
    assert (line.row, line.values) == (3, {"rated_load_kg": 1150})
    assert list(importing.changes_of(office, plan, line)) == [("额定载重量", "1000", "1150")]
    importing.apply(office, plan)
    newest = histories.of_record(office, rows_of(office, "elevator")[1].id)[0]
    assert (newest.label, newest.old, newest.new) == ("额定载重量", "1000", "1150")


def test_a_blank_cell_never_clears(office: Session, sheet: Sheet, bring: Brought) -> None:
    bring("elevator", sheet(HEAD, ONE))
    blank = (ONE[0], ONE[1], None, " ", "NULL", None)
    assert counted(bring("elevator", sheet(HEAD, blank, name="空白.xlsx"))) == (0, 0, 1, 0)
    assert rows_of(office, "elevator")[0].values["rated_load_kg"] == 800


def test_a_dash_states_that_there_is_no_date(office: Session, sheet: Sheet, bring: Brought) -> None:
    bring("elevator", sheet(HEAD, (*ONE[:5], "设计规定不实施定期检验")))
    [row] = rows_of(office, "elevator")
    assert row.values["inspection_next"] == ("设计规定不实施定期检验",)
    assert row.kept["_due_source"] != "undated"


def test_rows_of_one_sheet_that_mean_the_same_record_go_back(sheet: Sheet, bring: Brought) -> None:
    plan = bring("elevator", sheet(HEAD, ONE, TWO, (*ONE[:3], 900, *ONE[4:])))
    assert counted(plan) == (2, 0, 0, 1)
    assert (plan.rejected[0].row, plan.rejected[0].problem) == (4, "设备代码与第 2 行重复")


def test_a_row_that_went_back_does_not_keep_a_later_one_out(sheet: Sheet, bring: Brought) -> None:
    head = (*HEAD, "产品编号")
    lacking = (None, None, None, None, "在用", None, "S-1")
    good = (None, "秋实物业有限公司", None, 800, "在用", None, "S-1")
    plan = bring("elevator", sheet(head, lacking, good, good))
    assert counted(plan) == (1, 0, 0, 2)
    assert [r.row for r in plan.rejected] == [2, 4]
    assert "必填" in plan.rejected[0].problem


def test_source_file_and_sheet_stand_in_the_history(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    bring("elevator", sheet(HEAD, ONE, title="11月"), source="特检院")
    [event] = histories.of_record(office, rows_of(office, "elevator")[0].id)
    assert (event.action, event.reason) == ("import", "特检院 台账.xlsx 11月")


def test_one_undo_takes_the_whole_import_back(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    bring("elevator", sheet(HEAD, ONE))
    before = contents(office)
    changed = (*ONE[:3], 825, *ONE[4:])
    bring("elevator", sheet(HEAD, changed, TWO, THREE, name="十二月.xlsx"))
    assert contents(office) != before
    done = undoing.undo_last(office)
    assert contents(office) == before
    assert (done.counts["removed"], done.counts["restored"]) == (3, 1)
    assert rows_of(office, "elevator")[0].values["rated_load_kg"] == 800
    assert health.audit(office).findings == []


def test_a_plan_is_refused_when_the_register_changed_since(office: Session, sheet: Sheet) -> None:
    path = sheet(HEAD, ONE)
    plan = importing.preview(office, "elevator", Wanted(path))
    add(office, "elevator", 设备代码=ONE[0], estate="秋实家园")
    with pytest.raises(Conflict, match="重新预览"):
        importing.apply(office, plan)
    again = importing.preview(office, "elevator", Wanted(path))
    importing.apply(office, again)
    with pytest.raises(Conflict):
        importing.apply(office, again)
    assert len(rows_of(office, "elevator")) == 1


def test_what_only_the_program_writes_is_not_imported(office: Session, sheet: Sheet) -> None:
    for kind in ("certificate", "check", "signing_key", "replica", "equipment"):
        with pytest.raises(NotAllowed, match="不能用表格导入"):
            importing.preview(office, kind, Wanted(sheet(HEAD, ONE)))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,600 lifts: the preview is asked four times whether to go on, the writing five times."""
    path = tmp_path_factory.mktemp("many") / "很多.csv"
    lines = [
        f"3110100032018{n:05d},物业{n % 7}公司,小区{n % 50},800,在用,2027-03" for n in range(1600)
    ]
    path.write_text("\n".join([",".join(HEAD), *lines]), encoding="utf-8")
    return path


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(allowed=st.integers(0, 9))
def test_a_cancelled_import_leaves_nothing(office: Session, many: Path, allowed: int) -> None:
    before, tip = contents(office), undoing.last_action(office)
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > allowed

    with pytest.raises(Cancelled, match="没有任何改动"):
        importing.apply(
            office,
            importing.preview(office, "elevator", Wanted(many), cancelled=cancelled),
            cancelled=cancelled,
        )
    assert contents(office) == before
    assert undoing.last_action(office) == tip


def test_after_a_cancelled_import_the_next_one_goes_in(office: Session, many: Path) -> None:
    plan = importing.preview(office, "elevator", Wanted(many))
    told: list[tuple[str, int, int]] = []
    with pytest.raises(Cancelled):
        importing.apply(office, plan, lambda *what: told.append(what), lambda: len(told) > 2)
    assert told[0] == ("正在写入", 0, 1600)
    importing.apply(office, plan)
    assert len(rows_of(office, "elevator")) == 1600
    assert health.audit(office).findings == []


CODE = "91610322MA6X00001H"
MESSY = [
    ["凤翔区电梯台账（2026年11月）"],
    ["填报单位：凤翔区市场监督管理局", None, None, None, None, None, None, "填报日期：2026.11.20"],
    ["序号", "设备基本情况", None, None, "使用单位", None, "使用状态", "检验情况", None],
    [None, "设备代码", "出厂编号", "额定载重量(kg)", "名称", "统一社会信用代码", None, "检验日期", "下次检验日期"],
    ["填写说明：设备代码按文本填写"],
    [1, " 3110１0003201800011\n", "Ａ－1", "800kg", "秋实物业（凤翔）", CODE, "2", "2026.3.5", "2027年3月"],
    [2, 3.11010003201800012e+17, "A-2", 1000, "秋实物业有限公司", None, "在用", 46086, "2027-03-04"],
    [3, "311010003201800013", "A-3", "一吨", "春华商贸有限公司", None, "在用", "2026-03-05 00:00:00.0", "——"],
    [4, "311010003201800014", "A-4", 1050, "春华商贸有限公司", None, "8", "2026-03-05", "2027-03"],
    [5, "311010003201800015、311010003201800016", "A-5", 1050, "春华商贸", None, "停用", "2026-03-05", "2027-03"],
    [6, "311010003201800017", "A-6", 1050, "秋实物业(凤翔)", CODE, 9, "2026-03-05", "2027-03"],
    ["合计", "6台"],
]  # fmt: skip


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A ledger as offices send them: titles above a merged header, instructions, dirt, a sum."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "电梯"
    for row in MESSY:
        page.append(row)
    for place in ("A1:I1", "A3:A4", "B3:D3", "E3:F3", "G3:G4", "H3:I3"):
        page.merge_cells(place)
    book.create_sheet("隐藏").sheet_state = "hidden"
    path = tmp_path / "凤翔区电梯.xlsx"
    book.save(path)
    book.close()
    return path


def test_a_messy_ledger_goes_in_and_what_comes_back_goes_in_corrected(
    office: Session, messy: Path, bring: Brought, tmp_path: Path
) -> None:
    plan = bring("elevator", messy, source="维保单位")
    assert plan.counts == {"read": 6, "new": 2, "changed": 0, "unchanged": 0, "rejected": 4}
    one, six = rows_of(office, "elevator")
    assert one.values["device_code"] == "311010003201800011"
    assert one.values["inspection_last"] == "2026-03-05"
    assert one.values["inspection_next"] == "2027-03"
    assert one.values["user_unit"] == six.values["user_unit"]
    assert six.values["use_status"] == "in_use"
    assert six.values["reg_status"] == "unregistered"
    assert [(r.row, r.column, r.value) for r in plan.rejected] == [
        (7, "B 设备基本情况/设备代码", "3.110100032018e+17"),
        (8, "D 设备基本情况/额定载重量(kg)", "一吨"),
        (9, "G 使用状态", "8"),
        (10, "B 设备基本情况/设备代码", "311010003201800015、311010003201800016"),
    ]
    assert "已经丢失" in plan.rejected[0].problem
    assert plan.rejected[2].problem == "平台状态 8 是已移除监察的数据，不导入"

    back = tmp_path / "退回.xlsx"
    importing.write_rejects(plan, back)
    book = openpyxl.load_workbook(back)
    page = book.active
    assert next(c.value for c in page[1]) == "退回原因"
    code, load, status = 3, 5, 8
    page.cell(2, code).value = "311010003201800012"
    page.cell(3, load).value = "1000"
    page.cell(4, status).value = "报废"
    page.cell(5, code).value = "311010003201800015"
    book.save(back)
    book.close()
    again = bring("elevator", back)
    assert again.rejected == []
    assert counted(again) == (4, 0, 0, 0)
    assert counted(bring("elevator", messy)) == (0, 0, 2, 4)


def test_rejects_never_go_over_a_file_that_is_there(office: Session, messy: Path) -> None:
    plan = importing.preview(office, "elevator", Wanted(messy))
    before = messy.read_bytes()
    with pytest.raises(UserError, match="已存在"):
        importing.write_rejects(plan, messy)
    assert messy.read_bytes() == before


def test_an_event_that_holds_no_longer_is_not_written_again(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    head = ("设备代码", "楼盘名称", "使用状态", "使用状态起始日")
    bring("elevator", sheet(head, (ONE[0], "秋实家园", "在用", "2020-01-01")))
    late = sheet(head, (ONE[0], "秋实家园", "停用", "2019-05-01"), name="旧.xlsx")
    assert counted(bring("elevator", late)) == (0, 1, 0, 0)
    assert rows_of(office, "elevator")[0].values["use_status"] == "in_use"
    assert counted(bring("elevator", late)) == (0, 0, 1, 0)


def test_a_step_the_rules_forbid_goes_back(office: Session, sheet: Sheet, bring: Brought) -> None:
    bring("elevator", sheet(HEAD, (*ONE[:4], "报废", None)))
    plan = bring("elevator", sheet(HEAD, ONE, name="复活.xlsx"))
    assert counted(plan) == (0, 0, 0, 1)
    assert "使用状态不能从“报废”改为“在用”" in plan.rejected[0].problem
    assert plan.rejected[0].column == "E 使用状态"


def test_the_day_of_a_change_without_a_date_is_the_day_of_the_import(
    office: Session, sheet: Sheet, bring: Brought, clock: Clock
) -> None:
    bring("elevator", sheet(HEAD, ONE))
    path = sheet(HEAD, (*ONE[:4], "停用", ONE[5]), name="停.xlsx")
    assert counted(bring("elevator", path)) == (0, 1, 0, 0)
    values = rows_of(office, "elevator")[0].values
    assert (values["use_status"], values["use_status_from"]) == (
        "stopped",
        clock.moment.date().isoformat(),
    )
    assert counted(bring("elevator", path)) == (0, 0, 1, 0)


CITIZEN = "610322199001010016"
COVERED = "610322**********16"


def test_a_covered_number_says_nothing_of_a_record_it_fits_and_is_refused_elsewhere(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    unit = add(office, "unit", name="虚某某", credit_code=CITIZEN)
    add(office, "unit", name="秋实物业有限公司")
    path = sheet(
        ("单位名称", "统一社会信用代码", "联系电话"),
        ("虚某某", COVERED, "0917-1"),
        ("秋实物业有限公司", COVERED, "0917-2"),
        ("新商店", COVERED, "0917-3"),
    )
    plan = bring("unit", path)
    assert counted(plan) == (0, 1, 0, 2)
    assert [(r.row, r.column, r.value) for r in plan.rejected] == [
        (3, "B 统一社会信用代码", COVERED), (4, "B 统一社会信用代码", COVERED),
    ]  # fmt: skip
    assert "打了星号，不是完整的号码" in plan.rejected[0].problem
    [kept] = [r for r in rows_of(office, "unit") if r.id == unit]
    assert (kept.values["credit_code"], kept.values["phone"]) == (CITIZEN, "0917-1")


def test_a_covered_number_of_a_person_is_refused(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    path = sheet(("姓名", "身份证号", "所在单位"), ("虚某某", COVERED, "秋实物业有限公司"))
    [refused] = bring("person", path).rejected
    assert (refused.row, refused.column) == (2, "B 身份证号")


@pytest.mark.parametrize("title", ["楼盘", "楼盘名称", "楼盘（小区）名称", "小区"])
def test_the_estate_answers_to_its_names(
    title: str, office: Session, sheet: Sheet, bring: Brought
) -> None:
    bring("elevator", sheet(("设备代码", title), (ONE[0], "秋实家园")))
    [lift] = rows_of(office, "elevator")
    assert lift.values["estate"] == "秋实家园"


def test_a_title_that_is_only_alike_is_asked_about_by_the_fields_label(
    office: Session, sheet: Sheet
) -> None:
    path = sheet(("设备代码", "额定载重重量", "使用单位"), (ONE[0], "800", ONE[1]))
    notes = importing.preview(office, "elevator", Wanted(path)).notes
    assert any("像是“额定载重量”" in note for note in notes)


def test_cylinders_dated_by_the_old_rules_are_pointed_out_and_go_in_as_they_are(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    head = (
        "气瓶种类",
        "制造单位代号",
        "出厂编号",
        "制造年月",
        "报废年月",
        "最近一次检验日期",
        "下次检验日期",
        "气瓶持证单位",
    )
    lpg = "民用液化石油气钢瓶"
    plan = bring("gas_cylinder", sheet(
        head,
        (lpg, "MS", "1001", "2018-06", "2033-06", "", "", "秋实充装站"),
        (lpg, "MS", "1002", "2018-06", "2026-06", "2022-06", "2026-06", "秋实充装站"),
        (lpg, "MS", "1003", "2018-06", "", "2022-06-03", "2025-06", "秋实充装站"),
        ("溶解乙炔气瓶", "MS", "1004", "2018-06", "2033-06", "2022-06", "2025-06", "秋实充装站"),
    ))  # fmt: skip
    assert counted(plan) == (4, 0, 0, 0)
    [said] = [note for note in plan.notes if "旧规定" in note]
    assert said.startswith("液化石油气钢瓶")
    assert "2 只" in said
    assert said.endswith("请核对第 2、4 行")
    scrapped = {
        row.values["serial_no"]: row.values.get("scrap_month")
        for row in rows_of(office, "gas_cylinder")
    }
    assert scrapped["1001"] == "2033-06"
