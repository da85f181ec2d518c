"""A small register of lifts, declared for these tests alone, and builders of real files."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from equipinspect.exchange.ledgers import Ledger, open_ledger
from equipinspect.exchange.mapping import Mapping
from equipinspect.model import declarations
from equipinspect.model.declarations import Declaration, Declarations

UNIT = """
key = "unit"
label = "单位"
title = ["name"]
[[field]]
key = "name"
label = "单位名称"
[[field]]
key = "credit_code"
label = "统一社会信用代码"
kind = "code"
check = "credit_code"
[[field]]
key = "address"
label = "单位地址"
aliases = ["地址"]
[[field]]
key = "phone"
label = "联系电话"
aliases = ["电话"]
"""

EQUIPMENT = """
key = "equipment"
label = "设备"
title = ["name"]
[[section]]
key = "identity"
label = "标识"
[[field]]
key = "name"
label = "设备名称"
aliases = ["产品名称", "设备种类（品种）"]
[[field]]
key = "device_code"
label = "设备代码"
kind = "code"
need = "R"
[[field]]
key = "old_reg_code"
label = "注册代码（旧）"
kind = "code"
[[field]]
key = "reg_no"
label = "使用登记证编号"
kind = "code"
aliases = ["登记证号"]
[[field]]
key = "user_unit"
label = "使用单位"
kind = "ref"
refers = "unit"
need = "R"
aliases = ["使用单位名称"]
[[field]]
key = "owner_unit"
label = "产权单位"
kind = "ref"
refers = "unit"
absent = true
[[field]]
key = "address"
label = "使用地点"
[[field]]
key = "use_status"
label = "使用状态"
kind = "choice"
options = [
  { value = "in_use", label = "在用", aliases = ["2", "使用中"] },
  { value = "stopped", label = "停用", aliases = ["3"] },
]
[[field]]
key = "reg_date"
label = "登记日期"
kind = "date"
[[field]]
key = "made_month"
label = "制造年月"
kind = "month"
[[field]]
key = "note"
label = "备注"
kind = "longtext"
"""

LIFT = """
key = "lift"
code = "3000"
label = "电梯"
counter = "台"
extends = "equipment"
[[field]]
key = "rated_load_kg"
label = "额定载重量"
kind = "integer"
unit = "kg"
aliases = ["载重量"]
[[field]]
key = "rated_speed"
label = "额定速度"
kind = "decimal"
unit = "m/s"
[[field]]
key = "rise_m"
label = "提升高度"
kind = "decimal"
unit = "m"
[[field]]
key = "floors"
label = "层"
kind = "integer"
aliases = ["层站"]
[[field]]
key = "stops"
label = "站"
kind = "integer"
[[field]]
key = "doors"
label = "门"
kind = "integer"
[[field]]
key = "is_retrofit"
label = "是否加装电梯"
kind = "yes_no"
[[field]]
key = "uses"
label = "用途"
kind = "choices"
options = ["乘客", "载货", "医用"]
[[stream]]
key = "inspection"
label = "检验"
main = true
next_label = "下次检验日期"
next_aliases = ["下次检验"]
"""

BOILER = """
key = "boiler"
code = "1000"
label = "锅炉"
extends = "equipment"
"""

Book = Callable[..., Path]
Read = Callable[..., Ledger]


@pytest.fixture
def declared(tmp_path: Path) -> Declarations:
    """The declarations of these tests."""
    folder = tmp_path / "resources"
    files = {
        "records/unit": UNIT,
        "records/equipment": EQUIPMENT,
        "categories/lift": LIFT,
        "categories/boiler": BOILER,
    }
    for name, text in files.items():
        path = folder / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return declarations.load(folder)


@pytest.fixture
def lift(declared: Declarations) -> Declaration:
    """A category with a field of every kind."""
    return declared.get("lift")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Write rows (and merges, and number formats by cell) into an xlsx."""

    def write(
        rows: Sequence[Sequence[object]],
        merges: Sequence[str] = (),
        formats: dict[str, str] | None = None,
        name: str = "台账.xlsx",
    ) -> Path:
        made = openpyxl.Workbook()
        sheet = made.active
        sheet.title = "电梯"
        for row in rows:
            sheet.append(list(row))
        for place in merges:
            sheet.merge_cells(place)
        for place, code in (formats or {}).items():
            sheet[place].number_format = code
        path = tmp_path / name
        made.save(path)
        return path

    return write


@pytest.fixture
def read(declared: Declarations) -> Read:
    """Open a sheet as a ledger of lifts."""

    def opened(path: Path, mapping: Mapping | None = None, sheet: str | None = None) -> Ledger:
        referred = {d.key: d for d in declared}
        return open_ledger(path, declared.get("lift"), mapping, sheet, referred)

    return opened
