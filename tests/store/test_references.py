"""Which records name which, in columns and inside attributes."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from equipinspect import RESOURCES
from equipinspect.model import declarations
from equipinspect.model.fields import Absent
from equipinspect.store import history, references, undo
from equipinspect.store.register import Register
from tests.registers import act, audited, make

FIELD = """
[[field]]
key = "rescue_unit"
label = "救援单位"
kind = "ref"
refers = "unit"
absent = true
section = "other"
"""


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """A register whose lifts also name a unit inside their attributes."""
    resources = copytree(RESOURCES, tmp_path / "resources")
    with (resources / "categories" / "elevator.toml").open("a", encoding="utf-8") as file:
        file.write(FIELD)
    with make(tmp_path / "register.eqi", declarations.load(resources)) as opened:
        yield opened


def test_references_in_columns_and_attributes_count(register: Register) -> None:
    with act(register) as running:
        unit = running.create("unit", {"name": "甲"})
        other = running.create("unit", {"name": "乙", "branch_of": unit})
        running.create("elevator", {"user_unit": unit, "rescue_unit": unit})
        running.create("elevator", {"rescue_unit": unit, "maint_unit": Absent("无")})
        running.create("elevator", {"rescue_unit": Absent("无")})
        gone = running.create("elevator", {"rescue_unit": unit})
    with act(register, "remove") as running:
        running.remove("elevator", gone)
    assert references.referring(register, "unit", unit) == {"unit": 1, "equipment": 2}
    assert references.referring(register, "unit", other) == {}
    assert audited(register).clean


def test_a_unit_named_in_attributes_survives_an_undo(register: Register) -> None:
    with act(register, "import") as importing:
        unit = importing.create("unit", {"name": "甲"})
    with act(register) as running:
        running.create("elevator", {"rescue_unit": unit})
    with act(register, history.UNDO) as running:
        done = undo.reverse(register, running, importing.key, lambda _n: None)
    assert done.refused == [(unit, "*")]


def test_an_attachment_may_belong_to_anything(register: Register) -> None:
    with act(register) as running:
        unit = running.create("unit", {"name": "甲"})
        running.create("attachment", {"owner": unit, "sha256": "0" * 64})
    assert references.referring(register, "unit", unit) == {"attachment": 1}


@pytest.mark.parametrize("key", ["user_unit", "rescue_unit"])
def test_a_reference_to_nothing_is_found(register: Register, key: str) -> None:
    with act(register) as running:
        unit = running.create("unit", {"name": "甲"})
        lift = running.create("elevator", {key: unit + 500})
    found = audited(register).findings
    label = register.declarations.get("elevator").field(key).label
    assert len(found) == 1
    assert f"“{label}”指向不存在的记录" in found[0]
    assert [(each.field.key, number) for each, number in references.lost(register)] == [(key, lift)]
