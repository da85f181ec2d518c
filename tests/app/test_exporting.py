"""Lists out as sheets: what stands in them, and that nothing is left behind when it fails."""

import json
import re
from pathlib import Path

import pytest

from equipinspect.app import exporting, records
from equipinspect.app.lists import Filter, Query
from equipinspect.app.session import Session
from equipinspect.model.errors import Cancelled, UserError
from equipinspect.model.ids import show_id
from tests.ledgers import Brought, Sheet, add, rows_of


@pytest.fixture
def lifts(office: Session) -> None:
    for number, county in enumerate(("凤翔区", "岐山县", "虚构区")):
        add(office, "elevator", device_code=f"31101000320180001{number}", county=county,
            address=f"某处 {number} 号", inspection_next="—")  # fmt: skip


@pytest.mark.usefixtures("lifts")
def test_the_rows_of_a_query_and_the_fields_asked_for(office: Session, tmp_path: Path) -> None:
    out = tmp_path / "电梯.csv"
    query = Query(
        "elevator", (Filter("county", "!=", "610305"),), sort="device_code", descending=True
    )
    assert (
        exporting.export_list(office, query, out, ("device_code", "county", "inspection_next")) == 2
    )
    lines = out.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[1:] for line in lines] == [
        ["设备代码", "所在县区", "下次检验日期"],
        ["311010003201800012", "虚构区", "—"],
        ["311010003201800011", "岐山县", "—"],
    ]


@pytest.mark.usefixtures("lifts")
def test_a_list_that_went_out_comes_in_unchanged(
    office: Session, bring: Brought, tmp_path: Path
) -> None:
    out = tmp_path / "电梯.xlsx"
    exporting.export_list(office, Query("elevator"), out)
    assert bring("elevator", out).counts["unchanged"] == 3


def test_a_row_that_went_out_is_met_by_its_id(
    office: Session, bring: Brought, sheet: Sheet
) -> None:
    wrong = add(office, "elevator", device_code="31101000320180001", address="某处")
    head = ("记录号", "设备代码", "使用地点")
    plan = bring("elevator", sheet(head, (show_id(wrong), "31101000320180009", "某处")))
    assert plan.counts["changed"] == 1
    assert rows_of(office, "elevator")[0].values["device_code"] == "31101000320180009"
    twice = sheet(head, *[(show_id(wrong), "31101000320180009", "某处")] * 2)
    assert bring("elevator", twice).rejected[0].problem == "与第 2 行是同一条记录"
    stranger = sheet(head, ("7ZZZZZZZZZZZZ", "31101000320180009", "某处"), ("K-1", None, "某处"))
    plan = bring("elevator", stranger)
    assert (plan.counts["unchanged"], plan.counts["rejected"]) == (1, 1)
    assert not any("记录号" in note for note in plan.notes)


def test_references_go_out_so_that_they_come_in(
    office: Session, bring: Brought, tmp_path: Path
) -> None:
    lift = add(office, "elevator", device_code="31101000320180001", address="某处", name="电梯")
    tank = add(
        office, "gas_cylinder", serial_no="1", maker_code="TS1", made_on="2020-03", address="某处"
    )
    for number, equipment in enumerate((lift, tank)):
        values = records.parse(
            office, "registration_event", {"kind": "过户", "on": f"2022-03-0{number + 1}"}
        )
        records.save_new(office, "registration_event", {**values, "equipment": equipment})
    for duty in ("所长", "科员"):
        add(office, "person", name="虚某某", duty=duty, law_card_no=f"SC-{duty}")
    add(office, "qualification", person="SC-科员", code="T")
    for kind in ("registration_event", "qualification"):
        out = tmp_path / f"{kind}.csv"
        exporting.export_list(office, Query(kind), out)
        text = out.read_text("utf-8-sig")
        out.write_text(re.sub(r"^[^,]*,", ",", text, flags=re.MULTILINE), encoding="utf-8")
        plan = bring(kind, out)
        assert (plan.counts["new"], plan.counts["changed"], plan.rejected) == (0, 0, [])
    assert "31101000320180001" in (tmp_path / "registration_event.csv").read_text("utf-8")


def test_a_covered_id_number_says_nothing_on_its_way_in(
    office: Session, bring: Brought, tmp_path: Path
) -> None:
    number = "610322199001010016"
    add(office, "unit", name="虚某某", credit_code=number)
    out = tmp_path / "单位.csv"
    exporting.export_list(office, Query("unit"), out)
    text = out.read_text("utf-8-sig")
    assert number not in text
    out.write_text(text.replace("虚某某,", "虚某某,", 1), encoding="utf-8-sig")
    assert bring("unit", out).counts["unchanged"] == 1
    assert rows_of(office, "unit")[0].values["credit_code"] == number


@pytest.mark.usefixtures("lifts")
@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_a_cancelled_export_leaves_no_file(suffix: str, office: Session, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        exporting.export_list(
            office, Query("elevator"), tmp_path / f"x{suffix}", cancelled=lambda: True
        )
    assert sorted(tmp_path.iterdir()) == before


def test_json_holds_stored_values(office: Session, tmp_path: Path) -> None:
    add(office, "boiler", device_code="110010003201800011", address="某处", use_status="在用",
        inspection_next="设计规定不实施定期检验")  # fmt: skip
    out = tmp_path / "锅炉.json"
    exporting.export_list(office, Query("boiler"), out)
    [record] = json.loads(out.read_text("utf-8"))
    assert (record["use_status"], record["inspection_next"]) == (
        "in_use",
        {"absent": "设计规定不实施定期检验"},
    )


def test_the_type_of_a_target_is_its_suffix(tmp_path: Path) -> None:
    exporting.check_target(tmp_path / "A.XLSX", (".xlsx",))
    with pytest.raises(UserError, match=r"请用 \.xlsx、\.csv"):
        exporting.check_target(tmp_path / "a.xls", (".xlsx", ".csv"))
