"""Single records: added, changed, removed, shown with their history, undone."""

from pathlib import Path

import pytest

from equipinspect.model.ids import LENGTH
from tests.cli.conftest import Cli


def test_add_prints_the_id(cli: Cli, register: Path) -> None:
    said = cli("add", "unit", "单位名称=秋实物业有限公司", "电话=0917-0000001")
    assert (said.status, said.err) == (0, "")
    assert len(said.word) == LENGTH
    assert cli("show", said.word, "--json").data["phone"] == "0917-0000001"


def test_add_refuses_with_every_reason(cli: Cli, register: Path) -> None:
    said = cli("add", "elevator", "额定载重量=很重", "没有的字段=1", "检验日期=2026-13-01")
    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 1
    for part in ("额定载重量：无法识别 “很重”", "没有字段 “没有的字段”", "检验日期：无法识别"):
        assert part in said.err
    assert cli("list", "elevator", "--json").data == []


@pytest.mark.parametrize("kind", ["check", "certificate"])
def test_what_is_signed_is_not_added_by_hand(kind: str, cli: Cli, register: Path) -> None:
    said = cli("add", kind, "number=1")
    assert (said.status, said.out) == (1, "")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("unit", ["name=秋实"]),
        ("person", ["姓名=虚某某", "执法证号=A1"]),
        ("office", ["name=虚构所", "level=监管所"]),
        ("town", ["name=虚构镇", "county=凤翔区"]),
        ("cylinder_holder", ["name=虚构站"]),
        ("qualification", ["person=甄执一", "code=T"]),
        ("boiler", ["device_code=110010003201800011", "address=某处"]),
        ("gas_cylinder", ["address=某处", "serial_no=1", "maker_code=TS1", "made_on=2020-03"]),
        ("pressure_pipeline", ["使用地点=某处", "管道编号=GD1"]),
        ("amusement_ride", ["address=某处", "device_code=6110100032018000Y"]),
        ("pressure_vessel", ["address=某处", "device_code=217010003201800011"]),
        ("crane", ["address=某处", "device_code=411010003201800011"]),
        ("vehicle", ["address=某处", "device_code=511010003201800011"]),
        ("ropeway", ["address=某处", "device_code=911010003201800011"]),
    ],
)
def test_every_kind_is_added_listed_changed_and_removed(
    kind: str, fields: list[str], cli: Cli, shared: Path
) -> None:
    made = cli("add", kind, *fields)
    assert (made.status, made.err) == (0, "")
    assert made.word in [row["id"] for row in cli("list", kind, "--json").data]
    assert cli("set", made.word, "note=改", "--reason", "补录").word == made.word
    assert cli("show", made.word, "--json").data["note"] == "改"
    assert cli("remove", made.word, "--reason", "录错").word == made.word
    assert made.word not in [row["id"] for row in cli("list", kind, "--json").data]


def test_a_reference_by_name_code_or_id(cli: Cli, register: Path, lift: str) -> None:
    unit = cli("add", "unit", "name=秋实物业", "credit_code=91610322MA6X00001H").word
    for text in ("秋实物业", "91610322MA6X00001H", unit):
        assert cli("set", lift, "user_unit=").status == 0
        assert cli("set", lift, f"user_unit={text}").status == 0
        shown = cli("show", lift, "--json").data
        assert (shown["user_unit"], shown["user_unit.title"]) == (unit, "秋实物业")
    said = cli("set", lift, "user_unit=没有这家")
    assert (said.status, said.out) == (1, "")
    assert "没有找到单位“没有这家”" in said.err


def test_a_registration_event_names_its_lift(cli: Cli, lift: str) -> None:
    made = cli("add", "registration_event", f"equipment={lift}", "kind=过户", "on=2022-03-01")
    assert (made.status, made.err) == (0, "")
    by_code = cli(
        "add", "registration_event", "equipment=311010003201800011", "kind=移装", "on=2023-1-1"
    )
    assert (by_code.status, by_code.err) == (0, "")


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("610322199001010016", "id_card"),
        ("91610322MA6X00001H", "uscc"),
        ("6103221000", "old_reg_no"),
        ("", None),
    ],
)
def test_the_code_of_a_unit_is_tagged(code: str, tag: str | None, cli: Cli, shared: Path) -> None:
    made = cli("add", "unit", f"name=虚构{code}", f"credit_code={code}").word
    assert cli("show", made, "--json").data.get("unit_id_type") == tag
    assert cli("set", made, "credit_code=").status == 0


def test_show_tells_values_dates_and_history(cli: Cli, lift: str) -> None:
    cli("set", lift, "额定载重量=800", "--reason", "现场核对")
    said = cli("show", lift, "--history")
    assert said.status == 0
    for part in (f"电梯 {lift}", "使用状态：在用", "额定载重量（kg）：800", "期限 定期检验 2099-05（按报告）",
                 "甄执一 修改 额定载重量： → 800（现场核对）", "甄执一 新增 新建"):  # fmt: skip
        assert part in said.out
    data = cli("show", lift, "--history", "--json").data
    assert data["id"] == lift
    assert data["category"] == "elevator"
    assert data["deleted"] is False
    assert data["due"][0]["source"] == "reported"
    assert (data["history"][0]["new"], data["history"][0]["reason"]) == ("800", "现场核对")


@pytest.mark.parametrize("text", ["7W28ENG000001", "不是记录号", "", "ZZZZZZZZZZZZZ"])
def test_an_unknown_id(text: str, cli: Cli, shared: Path) -> None:
    for arguments in (
        ["show", text],
        ["set", text, "note=1"],
        ["remove", text, "--reason", "试"],
        ["void", text, "--reason", "试"],
    ):
        said = cli(*arguments)
        assert (said.status, said.out) == (1, "")
        assert said.err.count("\n") == 1
        assert "记录" in said.err


def test_removed_records_stay_and_are_not_touched_again(cli: Cli, lift: str) -> None:
    assert cli("remove", lift, "--reason", " ").status == 1
    assert cli("remove", lift, "--reason", "录错").status == 0
    assert "（已删除）" in cli("show", lift).out
    for arguments in (["remove", lift, "--reason", "再删"], ["set", lift, "note=1"]):
        said = cli(*arguments)
        assert (said.status, said.out) == (1, "")
        assert "删除" in said.err


def test_a_unit_in_use_is_not_removed(cli: Cli, lift: str) -> None:
    unit = cli("add", "unit", "name=秋实物业").word
    cli("set", lift, f"user_unit={unit}")
    said = cli("remove", unit, "--reason", "试")
    assert (said.status, said.out) == (1, "")
    assert "还被引用" in said.err


def test_undo_takes_back_the_last_step(cli: Cli, lift: str) -> None:
    cli("set", lift, "额定载重量=800")
    said = cli("undo")
    assert (said.status, said.out) == (0, "已撤销：修改 1 项。\n")
    assert "rated_load_kg" not in cli("show", lift, "--json").data
    assert cli("undo", "--json").data["removed"] == 1
    assert cli("list", "elevator", "--json").data == []
    said = cli("undo")
    assert (said.status, said.out) == (1, "")
    assert "建立台账" in said.err


def test_a_status_moves_only_along_the_rules(cli: Cli, lift: str) -> None:
    assert cli("set", lift, "使用状态=报废").status == 0
    said = cli("set", lift, "使用状态=在用")
    assert (said.status, said.out) == (1, "")
    assert "不能从“报废”改为“在用”" in said.err


def test_every_answer_comes_as_json_too(cli: Cli, lift: str) -> None:
    assert cli("set", lift, "note=1", "--json").data == {"id": lift}
    made = cli("add", "unit", "name=秋实", "--json").data["id"]
    assert cli("remove", made, "--reason", "试", "--json").data == {"id": made}
