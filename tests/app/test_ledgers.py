"""表1, 表2, the frozen report and its sentence: one set of numbers, whatever is entered later."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipinspect.app import campaign_statistics, ledgers, lists, records, snapshots
from equipinspect.app.campaign_statistics import Wanted
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.fields import Value
from tests.printed import pages
from tests.registers import new_office

ON = date(2026, 3, 31)
COLUMNS = [
    "序号", "县区", "排查日期", "受检单位", "统一社会信用代码", "单位地址", "行业/场所类别",
    "设备种类", "设备品种/名称", "使用登记证编号（设备代码）", "隐患描述",
    "隐患类别（管理/人员/设备/环境）", "隐患等级", "判定依据（条款）", "排查人（检查人员）",
    "指令书编号", "整改措施", "整改责任单位", "整改责任人", "整改资金（万元）", "整改时限",
    "应急/防范措施（预案）", "整改完成日期", "整改情况", "复查日期", "复查人", "复查结论",
    "是否销号", "处罚/移送情况", "照片（整改前/后）", "备注",
]  # fmt: skip


def hazard(session: Session, **values: Value) -> int:
    base: dict[str, Value] = {"description": "限速器校验过期", "found_on": "2026-03-02", "county": "610305",
                              "level": "ordinary", "state": "found"}  # fmt: skip
    with session.action("add") as running:
        return running.create("hazard", base | values)


@pytest.fixture
def ready(office: Session) -> Session:
    """Three hazards of a campaign in two counties and a voided one."""
    with office.action("add") as running:
        campaign = running.create("campaign", {"name": "大排查"})
        unit = running.create("unit", {"name": "虚构物业公司", "credit_code": "610322199001010016",
                                       "address": "秋实路 1 号", "place_type": "住宅"})  # fmt: skip
        lift = running.create("elevator", {"name": "客梯", "reg_no": "梯11陕C00001(22)"})
        paper = running.create("directive", {"number": "（凤）市监特令〔2026〕第1号", "unit": unit})
    hazard(office, campaign=campaign, unit=unit, equipment=lift, device_kind="elevator", rectified_on="2026-03-20",
           rechecked_on="2026-03-20", recheck_result="pass", done_on="2026-03-18", closed_on="2026-04-02",
           directive=paper, deadline="2026-03-25")  # fmt: skip
    hazard(office, campaign=campaign, county="610302", level="major", deadline="2026-03-15",
           first_deadline="2026-03-15", case_on="2026-03-09", case_no="某案1号")  # fmt: skip
    hazard(
        office,
        campaign=campaign,
        county="610302",
        transferred_on="2026-03-30",
        transferred_to="住建局",
    )
    hazard(office, campaign=campaign, voided_on="2026-03-05", void_reason="重复")
    return office


def wanted(session: Session, on: date = ON) -> Wanted:
    return Wanted(on, campaign_statistics.campaign_named(session, "大排查"))


def sheets(path: Path) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    found = {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}
    book.close()
    return found


def test_table_1_has_all_31_columns_in_order(ready: Session, tmp_path: Path) -> None:
    assert ledgers.write(ready, wanted(ready), tmp_path / "台账.xlsx") == {"表1": 3, "表2": 2}
    heading, titles, *rows = sheets(tmp_path / "台账.xlsx")["表1"]
    assert "截至 2026-03-31 24:00" in str(heading[0])
    assert (titles, len(titles)) == (COLUMNS, 31)
    first = dict(zip(COLUMNS, rows[0], strict=True))
    assert first["统一社会信用代码"] == "610322**********16"
    assert first["使用登记证编号（设备代码）"] == "梯11陕C00001(22)"
    assert first["指令书编号"] == "（凤）市监特令〔2026〕第1号"
    assert (first["整改情况"], first["复查结论"], first["是否销号"]) == ("已整改", "合格", "否")
    second, third = (dict(zip(COLUMNS, row, strict=True)) for row in rows[1:])
    assert (second["整改情况"], second["处罚/移送情况"]) == ("超期未整改", "立案 某案1号")
    assert (third["整改情况"], third["处罚/移送情况"]) == ("已移送", "移送住建局")


def test_a_fact_of_a_later_day_is_not_yet_in_the_ledger(ready: Session) -> None:
    form, _second = ledgers.forms(ready)
    rows = ledgers.table1(ready, form, wanted(ready, date(2026, 3, 4)))
    (voided_later,) = [r for r in rows if r[0] == "4"]
    assert dict(zip(COLUMNS, voided_later, strict=True))["整改情况"] == "整改中"
    first = dict(zip(COLUMNS, rows[0], strict=True))
    assert (first["整改情况"], first["整改完成日期"], first["复查日期"]) == ("整改中", "", "")


def test_table_2_agrees_with_the_statistics(ready: Session, tmp_path: Path) -> None:
    ledgers.write(ready, wanted(ready), tmp_path / "台账.xlsx")
    _heading, titles, *rows = sheets(tmp_path / "台账.xlsx")["表2"]
    total = dict(zip(titles, rows[-1], strict=True))
    found = campaign_statistics.statistics(ready, wanted(ready))
    assert total["发现隐患（处）"] == found.total["hazards"] == 3
    assert total["整改率（%）"] == 33.3
    assert [row[0] for row in rows] == ["渭滨区", "凤翔区", "合计"]
    empty = ledgers.table2(
        ledgers.forms(ready)[1],
        campaign_statistics.statistics(ready, wanted(ready, date(2020, 1, 1))),
    )
    assert empty[-1][list(titles).index("整改率（%）")] == "—"


def test_the_pdf_says_the_same_and_the_charts_are_drawn_once(
    ready: Session, tmp_path: Path
) -> None:
    out = tmp_path / "台账.pdf"
    ledgers.write(ready, wanted(ready), out)
    said = "".join(pages(out.read_bytes()))
    for words in ("特种设备安全隐患排查整治台账", "超期未整改", "渭滨区", "33.3", "发现隐患"):
        assert words in said
    found = campaign_statistics.statistics(ready, wanted(ready))
    counts, rates = ledgers.charts_svg(ready, found)
    assert "渭滨区" in counts
    assert "50.0" not in rates  # one found and rectified of one, none of two
    with pytest.raises(UserError, match="已存在"):
        ledgers.write(ready, wanted(ready), out)
    with pytest.raises(UserError, match="类型不支持"):
        ledgers.write(ready, wanted(ready), tmp_path / "台账.docx")


def test_a_frozen_report_never_changes_and_tells_what_did(ready: Session) -> None:
    number = snapshots.take(ready, wanted(ready), "三月报表", "市局")
    before = snapshots.read(ready, number)
    assert snapshots.differences(ready, number) == []
    late = hazard(
        ready, campaign=before.found.wanted.campaign, county="610302", found_on="2026-03-30"
    )
    assert snapshots.read(ready, number) == before
    changed = {(d.label, d.measure): (d.then, d.now) for d in snapshots.differences(ready, number)}
    assert changed["渭滨区", "hazards"] == ("2", "3")
    assert changed["合计", "open"] == ("1", "2")
    (moved,) = snapshots.moved(ready, number)
    assert (moved.id, moved.then, moved.now and moved.now.fate) == (late, None, "open")
    with pytest.raises(NotAllowed, match="按当时的样子"):
        records.save(ready, records.read(ready, number), {"name": "改名"})
    with pytest.raises(NotAllowed, match="按当时的样子"):
        records.remove(ready, number, "不要了")
    assert [each[1] for each in snapshots.every(ready)] == ["三月报表"]


def test_the_sentence_is_that_of_the_frozen_report(ready: Session) -> None:
    number = snapshots.take(ready, wanted(ready), "三月报表")
    said = "共排查安全隐患3处，已整改1处，整改率33.3%"
    assert snapshots.sentence(ready, number) == said
    hazard(ready, campaign=wanted(ready).campaign)
    assert snapshots.sentence(ready, number) == said


def test_no_sentence_without_rows(ready: Session) -> None:
    empty = snapshots.take(ready, wanted(ready, date(2020, 1, 1)), "空表")
    with pytest.raises(UserError, match="“隐患”这个数没有对应的记录"):
        snapshots.sentence(ready, empty)
    early = snapshots.take(ready, wanted(ready, date(2026, 3, 10)), "早表")
    with pytest.raises(UserError, match="“已整改”这个数没有对应的记录"):
        snapshots.sentence(ready, early)
    with ready.action("set") as running:
        running.write("statistics_snapshot", early, "figures", "{}", ())
    with pytest.raises(UserError, match="校验值不符"):
        snapshots.sentence(ready, early)
    with pytest.raises(UserError, match="名称"):
        snapshots.take(ready, wanted(ready), " ")


def test_a_column_nobody_knows_is_named(ready: Session, tmp_path: Path) -> None:
    folder = tmp_path / "resources" / "templates"
    folder.mkdir(parents=True)
    text = (ready.resources / "templates" / "ledger.toml").read_text(encoding="utf-8")
    (folder / "ledger.toml").write_text(text.replace('"photos"', '"films"'), encoding="utf-8")
    ready.resources = folder.parent
    with pytest.raises(UserError, match="films"):
        ledgers.forms(ready)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_whatever_is_written_later_the_frozen_report_stays(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    rnd = Random(seed)
    folder = tmp_path_factory.mktemp("frozen")
    session = new_office(folder / "office.eqi", folder / "home")

    def step() -> None:
        known = lists.every(session, "hazard")
        day = (ON + timedelta(days=rnd.randint(-30, 30))).isoformat()
        if not known or rnd.random() < 0.4:
            hazard(session, found_on=day, county=rnd.choice(["610305", "610302"]))
            return
        key = rnd.choice(["rectified_on", "transferred_on", "voided_on", "deadline"])
        group = {
            "rectified_on": "recheck",
            "transferred_on": "transfer",
            "voided_on": "void",
            "deadline": "term",
        }[key]
        with session.action("set") as running:
            number = rnd.choice(known).id
            seen = records.read(session, number).seen.get(group, ())
            running.write("hazard", number, group, {key: day}, seen)

    taken = {}
    for turn in range(12):
        step()
        if turn % 4 == 1:
            number = snapshots.take(session, Wanted(ON), f"第{turn}次")
            taken[number] = snapshots.read(session, number)
        assert {n: snapshots.read(session, n) for n in taken} == taken
    for number, one in taken.items():
        then, now = one.found, campaign_statistics.statistics(session, Wanted(ON))
        assert bool(snapshots.differences(session, number)) == (
            [r.plain() for r in then.rows] != [r.plain() for r in now.rows]
        )
    session.close()
