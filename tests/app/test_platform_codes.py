"""The national platform's status codes 1–9: 9 says also that nothing is registered, 7 and 8 go back."""

from pathlib import Path

import pytest

from equipinspect.app.session import Session
from tests.ledgers import Brought, Sheet, rows_of

HEAD = ("设备代码", "楼盘名称", "设备状态", "登记状态")


def lift(number: int, status: object, registered: str | None = None) -> tuple[object, ...]:
    return (f"3110100032018000{number:02d}", "秋实家园", status, registered)


def test_codes_are_statuses(office: Session, sheet: Sheet, bring: Brought) -> None:
    plan = bring("elevator", sheet(HEAD, *(lift(n, n) for n in range(1, 10))), source="国家平台")
    found = [
        (r.values["use_status"], r.values.get("reg_status")) for r in rows_of(office, "elevator")
    ]
    assert found == [
        ("not_in_use", None),
        ("in_use", None),
        ("stopped", None),
        ("scrapped", None),
        ("dismantled", None),
        ("moved_out", None),
        ("in_use", "unregistered"),
    ]
    assert [(r.row, r.value, r.problem) for r in plan.rejected] == [
        (8, "7", "平台状态 7 是垃圾数据，不导入"),
        (9, "8", "平台状态 8 是已移除监察的数据，不导入"),
    ]


@pytest.mark.parametrize("text", ["9", 9.0, "９", "9.0", "在用未注册"])
def test_code_nine_in_every_writing(
    office: Session, sheet: Sheet, bring: Brought, text: object
) -> None:
    bring("elevator", sheet(HEAD, lift(1, text), lift(2, text, "已登记")))
    found = [(r.values["use_status"], r.values["reg_status"]) for r in rows_of(office, "elevator")]
    assert found == [("in_use", "unregistered"), ("in_use", "registered")]


def test_a_mapping_may_mean_something_else(
    office: Session, sheet: Sheet, bring: Brought, tmp_path: Path
) -> None:
    mapping = tmp_path / "对应.toml"
    mapping.write_text('[values.use_status]\n"9" = "停用"\n"7" = "报废"\n', encoding="utf-8")
    plan = bring("elevator", sheet(HEAD, lift(1, 9), lift(2, 7)), mapping=mapping)
    assert plan.rejected == []
    found = [
        (r.values["use_status"], r.values.get("reg_status")) for r in rows_of(office, "elevator")
    ]
    assert found == [("stopped", None), ("scrapped", None)]


def test_cylinders_have_the_codes_too(office: Session, sheet: Sheet, bring: Brought) -> None:
    head = ("充装单位", "制造单位代号", "出厂编号", "制造年月", "状态")
    bring("gas_cylinder", sheet(head, ("虚构站", "TS1", "1", "2020-03", "9")))
    values = rows_of(office, "gas_cylinder")[0].values
    assert (values["use_status"], values["reg_status"]) == ("in_use", "unregistered")
