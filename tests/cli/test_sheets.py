"""Sheets in and out: the figures of an import, rejects, templates, exports."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from equipinspect import RESOURCES
from equipinspect.model import declarations
from equipinspect.model.issued import ISSUED
from tests.cli.conftest import Cli
from tests.ledgers import write_sheet

HEAD = ("设备代码", "使用单位", "楼盘名称", "额定载重量")
GOOD = ("311010003201800011", "秋实物业有限公司", "秋实家园", 800)
BAD = ("311010003201800012", "秋实物业有限公司", "秋实家园", "很重")
LISTED = [d.key for d in declarations.load(RESOURCES) if d.category or not d.hidden]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Two lifts below a title; the second one weighs nothing a machine could read."""
    return write_sheet(tmp_path / "台账.xlsx", [["电梯台账"], HEAD, GOOD, BAD], "11月")


def test_import_json(ledger: Path, cli: Cli, register: Path) -> None:
    said = cli("import", "elevator", ledger, "--json")
    assert (said.status, said.err) == (0, "")
    data = said.data
    assert {k: data[k] for k in ("read", "new", "changed", "unchanged")} == {
        "read": 2,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
    }
    [rejected] = data["rejected"]
    assert rejected == {
        "sheet": "11月",
        "row": 4,
        "column": "D 额定载重量",
        "value": "很重",
        "problem": rejected["problem"],
    }
    assert "很重" in rejected["problem"]
    assert cli("import", "elevator", ledger, "--json").data["unchanged"] == 1


def test_import_in_words(ledger: Path, cli: Cli, register: Path) -> None:
    said = cli("import", "elevator", ledger)
    lines = said.out.splitlines()
    assert lines[0] == "已导入：读到 2 行，新 1，更新 0，不变 0，退回 1。"
    assert lines[1].startswith("退回：11月 第 4 行 D 额定载重量 很重 ")
    assert "提示：将同时新建单位 1 家" in lines


def test_a_dry_run_writes_nothing(ledger: Path, cli: Cli, register: Path, tmp_path: Path) -> None:
    back = tmp_path / "退回.xlsx"
    said = cli("import", "elevator", ledger, "--dry-run", "--rejects", back)
    assert said.out.startswith("预览，没有写入：读到 2 行，新 1")
    assert back.is_file()
    for kind in ("elevator", "unit"):
        assert cli("list", kind, "--json").data == []


def test_rejects_are_corrected_and_imported(
    ledger: Path, cli: Cli, register: Path, tmp_path: Path
) -> None:
    back = tmp_path / "退回.xlsx"
    assert cli("import", "elevator", ledger, "--rejects", back).status == 0
    book = openpyxl.load_workbook(back)
    book.active.cell(2, 5).value = 1000
    book.save(back)
    book.close()
    assert cli("import", "elevator", back, "--json").data["new"] == 1
    assert len(cli("list", "elevator", "--json").data) == 2


@pytest.mark.parametrize("name", ["台账.xlsx", "退回.csv", "没有/退回.xlsx"])
def test_a_bad_place_for_rejects_is_refused_before_anything_is_read(
    name: str, ledger: Path, cli: Cli, register: Path, tmp_path: Path
) -> None:
    before = ledger.read_bytes()
    said = cli("import", "elevator", ledger, "--rejects", tmp_path / name)
    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert ledger.read_bytes() == before
    assert cli("list", "elevator", "--json").data == []


def test_the_source_stands_in_the_history(ledger: Path, cli: Cli, register: Path) -> None:
    cli("import", "elevator", ledger, "--source", "特检院", "--sheet", "11月")
    [row] = cli("list", "elevator", "--json").data
    [event] = cli("show", row["id"], "--history", "--json").data["history"]
    assert event["reason"] == "特检院 台账.xlsx 11月"
    assert cli("undo").out == "已撤销：导入 2 项。\n"
    assert cli("list", "unit", "--json").data == []


def test_unreadable_files_are_refused_in_one_sentence(
    cli: Cli, register: Path, tmp_path: Path, ledger: Path
) -> None:
    files = {
        "没有.xlsx": None,
        "截断.xlsx": ledger.read_bytes()[:900],
        "图片.xlsx": b"\x89PNG\r\n\x1a\n" + b"0" * 100,
        "空.csv": b"",
        "无表头.csv": "甲,乙\n丙,丁\n".encode(),
    }
    for name, content in files.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        said = cli("import", "elevator", path)
        assert (said.status, said.out) == (1, ""), name
        assert said.err.count("\n") == 1, name
    assert cli("import", "elevator", tmp_path).status == 1
    assert cli("import", "elevator", ledger, "--mapping", tmp_path / "没有.toml").status == 1
    assert cli("import", "elevator", ledger, "--sheet", "十二月").status == 1


@pytest.mark.parametrize("kind", LISTED)
def test_every_kind_has_a_template_that_reads_back(
    kind: str, cli: Cli, shared: Path, tmp_path: Path
) -> None:
    out = tmp_path / "模板.xlsx"
    said = cli("template", kind, out)
    assert (said.status, said.err) == (0, "")
    said = cli("import", kind, out, "--dry-run", "--json")
    if kind in ISSUED:
        assert (said.status, said.out) == (1, "")
    else:
        assert said.status == 0, said.err
        assert (said.data["read"], said.data["rejected"]) == (0, [])
        assert not any("没有采用" in note for note in said.data["notes"])
    assert cli("template", kind, out).status == 1


def test_a_list_goes_out_in_three_forms(cli: Cli, lift: str, tmp_path: Path) -> None:
    cli("set", lift, "使用地点==1+1", "note=第一行\n第二行", "额定载重量=800")
    paths = {s: tmp_path / f"电梯{s}" for s in (".xlsx", ".csv", ".json")}
    for path in paths.values():
        said = cli("export-sheet", "elevator", path)
        assert (said.status, said.out) == (0, f"已写 1 行到 {path}。\n")
    [record] = json.loads(paths[".json"].read_text("utf-8"))
    assert (record["id"], record["device_code"]) == (lift, "311010003201800011")
    assert paths[".csv"].read_bytes().startswith(b"\xef\xbb\xbf")
    [head, line] = csv.reader(paths[".csv"].read_text("utf-8-sig").splitlines(True))
    row = dict(zip(head, line, strict=True))
    assert (row["记录号"], row["设备代码"]) == (lift, "311010003201800011")
    assert "'=1+1" in line
    page = CalamineWorkbook.from_path(str(paths[".xlsx"])).get_sheet_by_index(0).to_python()
    cells = dict(zip(page[0], page[1], strict=False))
    assert (cells["设备代码"], cells["记录号"]) == ("311010003201800011", lift)
    assert "=1+1" in page[1]


def test_what_went_out_comes_in_unchanged(cli: Cli, lift: str, tmp_path: Path) -> None:
    cli("add", "unit", "name=秋实物业", "credit_code=91610322MA6X00001H")
    cli("set", lift, "user_unit=秋实物业", "county=凤翔区", "额定载重量=800", "检验日期=2026-03-05")
    for suffix in (".xlsx", ".csv"):
        path = tmp_path / f"电梯{suffix}"
        assert cli("export-sheet", "elevator", path).status == 0
        said = cli("import", "elevator", path, "--json")
        assert (said.data["unchanged"], said.data["rejected"]) == (1, [])


@pytest.mark.parametrize("name", ["电梯.pdf", "没有/电梯.xlsx", "电梯"])
def test_a_bad_target_is_refused(name: str, cli: Cli, register: Path, tmp_path: Path) -> None:
    said = cli("export-sheet", "elevator", tmp_path / name)
    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 1


def test_id_numbers_are_masked_on_the_way_out(cli: Cli, register: Path, tmp_path: Path) -> None:
    cli("add", "unit", "name=虚某某", "credit_code=610322199001010016")
    path = tmp_path / "单位.csv"
    cli("export-sheet", "unit", path)
    assert "610322199001010016" not in path.read_text("utf-8-sig")
    assert "610322**********16" in path.read_text("utf-8-sig")
    assert "19900101" not in cli("list", "unit", "--json").out
    assert "19900101" not in cli("list", "unit").out
