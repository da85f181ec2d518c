"""A category of equipment that nobody knew yesterday: one TOML file, and everything else comes by itself."""

import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from equipinspect import RESOURCES
from equipinspect.app import certificates, due, exporting, health, importing, keys, lists
from equipinspect.app.exporting import write_template
from equipinspect.app.issuing import Wanted as Asked
from equipinspect.app.office import Beginning, Place, create_office
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.gui.application import Application
from equipinspect.model import declarations
from equipinspect.store.queries import Query
from tests.ledgers import add

pytestmark = pytest.mark.qt_log_ignore(
    "does not support (propagateSizeHints|raise|grabbing)", extend=True
)
NOW = datetime(2026, 3, 6, 9, 23).astimezone()
KIND = "parking_robot"
PASSPHRASE = "一二三四五六七八九"
TOML = """
key = "parking_robot"
label = "停车机器人"
counter = "台"
extends = "equipment"
code = "4D00"
letters = "GI"
register_character = "起"
order = 42
title = ["name", "internal_no"]
omit = ["holder"]

[override.name]
listed = 1
certificate = 1

[override.variety_code]
options = [{ value = "4D00", label = "机械式停车设备" }]

[[stream]]
key = "inspection"
label = "定期检验"
rule = "CR-2"
main = true
reported = true
next_listed = 5
next_certificate = 9

[[field]]
key = "bays"
label = "车位数"
kind = "integer"
unit = "个"
section = "parameters"
listed = 2
certificate = 8
minimum = "1"
aliases = ["泊位数"]
"""


@pytest.fixture
def office(tmp_path: Path, home: Path) -> Iterator[Session]:
    """An office whose program has one more file of data and not one more line of code."""
    resources = copytree(RESOURCES, tmp_path / "resources")
    (resources / "categories" / f"{KIND}.toml").write_text(TOML, encoding="utf-8")
    place = Place(resources, home, lambda: NOW)
    answers = Beginning("某某区市场监督管理局", "610305", "张某某", "测试机")
    session = create_office(tmp_path / "office.eqi", place, answers)
    yield session
    session.close()


def filled(template: Path, rows: list[dict[str, str]]) -> Path:
    """Fill in a template as an office would: under its header, whatever stands above it."""
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    head = next(r for r in sheet.iter_rows() if any("车位数" in str(c.value) for c in r))
    columns = {str(cell.value).split("（")[0].rstrip("*"): cell.column for cell in head}
    for n, row in enumerate(rows, sheet.max_row + 1):
        for label, text in row.items():
            sheet.cell(n, columns[label], text)
    book.save(template)
    return template


def test_one_file_gives_template_import_list_search_due_dates_and_a_certificate_line(
    office: Session, tmp_path: Path
) -> None:
    write_template(office, KIND, tmp_path / "模板.xlsx")
    sheet = filled(tmp_path / "模板.xlsx", [
        {"设备名称": "垂直循环停车机器人", "设备代码": f"4D0010003201800{n:02}", "使用地点": f"甲路 {n} 号",
         "使用单位": "秋实停车场", "车位数": "48", "使用状态": "在用", "下次定期检验日期": "2026-02"}
        for n in (11, 12)
    ])  # fmt: skip
    plan = importing.preview(office, KIND, Wanted(sheet))
    assert (len(plan.new), plan.rejected) == (2, [])
    importing.apply(office, plan)
    rows = lists.page(office, Query(KIND), 0, 10)
    assert [row.values["bays"] for row in rows] == [48, 48]
    assert {row.id for row in rows} == {hit.id for hit in lists.find(office, "停车机器人")[0]}
    assert {row.id for row in rows} == {
        i.row.id for i in due.due_list(office, NOW.date(), 30).overdue
    }
    assert KIND in {d.key for d in lists.tabs(office)}
    assert exporting.export_list(office, Query(KIND), tmp_path / "清单.csv") == 2
    assert "48" in (tmp_path / "清单.csv").read_text("utf-8-sig")
    assert health.audit(office).clean


def test_its_certificate_has_the_line_it_declares(office: Session, tmp_path: Path) -> None:
    card = {"law_card_expires": "2028-12-31"}
    officers = tuple(
        add(office, "person", name=f"甄{n}", law_card_no=f"SC-{n}", **card) for n in "一二"
    )
    add(office, "unit", name="秋实停车场")
    robot = add(office, KIND, name="垂直循环停车机器人", device_code="4D001000320180011", bays="48",
                variety_code="4D00", address="甲路 1 号", user_unit="秋实停车场", use_status="在用",
                inspection_next="2027-02")  # fmt: skip
    keys.new_key(office, PASSPHRASE)
    issued = certificates.issue(office, Asked(robot, NOW.date(), "clear", officers), PASSPHRASE)
    paper = tmp_path / "凭证.pdf"
    paper.write_bytes(issued.pdf)
    printed = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True)
    assert "车位数" in printed.stdout
    assert "48" in printed.stdout
    [judged] = certificates.verify(office, str(paper), NOW.date())
    assert (judged.verdict, (judged.fields or {})["type"]) == ("genuine", "GI")


def test_the_window_has_its_table_and_form(
    office: Session, qapp: QApplication, qtbot: QtBot
) -> None:
    robot = add(
        office, KIND, name="停车机器人", device_code="4D001000320180011", address="某处", bays="48"
    )
    office.close()
    program = Application(qapp, office.home, lambda: NOW)
    program.place = program.desk.place = Place(office.resources, office.home, lambda: NOW)
    program.begin(office.path)
    qtbot.waitUntil(program.is_settled, timeout=20_000)
    program.window.go("register", kind=KIND, number=robot)
    pane = program.window.page.pane
    qtbot.waitUntil(lambda: pane.record is not None and not program.jobs.is_busy(), timeout=20_000)
    pane.form.finish()
    assert pane.record.id == robot
    assert "bays" in pane.form.rows
    program.stop()
    program.window.deleteLater()


def test_the_file_alone_is_what_differs(office: Session) -> None:
    shipped = declarations.load(RESOURCES)
    assert KIND not in shipped
    assert {d.key for d in office.declarations} - {d.key for d in shipped} == {KIND}
