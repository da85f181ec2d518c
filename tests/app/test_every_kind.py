"""Every declared kind of record goes in through its own template, whole, and only once."""

from pathlib import Path

import openpyxl
import pytest

from equipinspect import RESOURCES
from equipinspect.app import exporting, health, importing, undoing
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.exchange import templates
from equipinspect.model import declarations
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field
from equipinspect.model.issued import ISSUED
from tests.ledgers import Brought, add, rows_of

LIFT = "31101000320180099"
NUMBERED = {"equipment": LIFT, "policy": "BX0001", "endorsement": "PD0001"}  # not made on the way
KINDS = [
    d.key
    for d in declarations.load(RESOURCES)
    if (d.category or not d.hidden) and d.key not in ISSUED
]
CODES = {
    "credit_code": "91610322MA6X00001H",
    "division_code": "岐山县",
    "device_code": "31101000320180001",
    "old_reg_code": "31106103222010030001",
    "reg_no": "梯11陕C00001(20)",
    "id_card": "610322199001010016",
    "rescue_code": "123456",
    "licence_no": "TS2261001-2028",
}


def sample(field: Field) -> object:
    """A cell as somebody would fill it in."""
    if field.kind == "ref":
        return NUMBERED.get(field.refers, f"虚构{field.label}")
    by_kind = {
        "integer": field.minimum or 3,
        "decimal": field.minimum or "1.5",
        "money": "1,250.50",
        "month": "2025年4月",
        "date": "2025.4.9",
        "due": "2025-04",
        "yes_no": "是",
        "choice": field.options[0].label if field.options else "虚构",
        "choices": "、".join(o.label for o in field.options[:2]),
        "code": CODES.get(field.check) or "A1B2C3",
    }
    return by_kind.get(field.kind, f"虚构{field.key}")


def filled(session: Session, declaration: Declaration, out: Path) -> None:
    """Write the template of a kind with one whole row."""
    exporting.write_template(session, declaration.key, out)
    referred = {d.key: d for d in session.declarations}
    book = openpyxl.load_workbook(out)
    page = book.worksheets[0]
    for column, title in enumerate(templates.titles(declaration, referred), 1):
        field = declaration.find(title.rstrip("*"))
        page.cell(3, column).value = sample(field) if field else "91610322MA6X00002L"
    book.save(out)
    book.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_template_goes_in_whole_and_only_once(
    kind: str, office: Session, bring: Brought, tmp_path: Path
) -> None:
    add(office, "crane", device_code=LIFT, address="某处")
    add(office, "policy", number=NUMBERED["policy"], starts="2021-1-1", ends="2021-12-31")
    add(office, "endorsement", policy=NUMBERED["policy"], number=NUMBERED["endorsement"],
        批改事项="增加电梯", effective_on="2021-5-1")  # fmt: skip
    declaration = office.declaration(kind)
    before = {row.id for row in rows_of(office, kind)}
    path = tmp_path / "填好.xlsx"
    filled(office, declaration, path)
    plan = bring(kind, path)
    assert plan.rejected == []
    assert plan.counts["new"] == 1
    new = [r for r in rows_of(office, kind) if r.id not in before]
    row = max(new, key=lambda r: len(r.values))  # a unit brings the unit above it along
    lacking = [f.key for f in declaration.fields if f.entered and row.values.get(f.key) is None]
    assert lacking == []
    again = importing.preview(office, kind, Wanted(path))
    assert (again.counts["unchanged"], again.rejected) == (1, [])
    undoing.undo_last(office)
    assert {row.id for row in rows_of(office, kind)} == before
    assert health.audit(office).findings == []
