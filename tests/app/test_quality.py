"""Gaps and oddities are collected, each with the rows it counts."""

import pytest

from equipinspect.app import lists, quality
from equipinspect.app.lists import Query
from equipinspect.app.session import Session
from tests.ledgers import add

LIFT = "311010003201800011"


@pytest.fixture
def lifts(office: Session) -> list[int]:
    """A lift with its registration number, one with the same, one with an odd code."""
    return [
        add(office, "elevator", device_code=code, reg_no=reg_no, address="某处", rated_load_kg=load)
        for code, reg_no, load in (
            (LIFT, "梯11陕C00001(20)", "800"),
            ("311010003201800012", "梯11陕C00001(20)", ""),
            ("3110", "", "-5"),
        )
    ]


def test_findings_open_the_rows_they_count(office: Session, lifts: list[int]) -> None:
    found = quality.findings(office)
    assert {f.kind for f in found} == {"elevator"}
    assert [f.count for f in found] == sorted((f.count for f in found), reverse=True)
    for finding in found:
        rows = lists.ids_of(office, Query(finding.kind, finding.filters))
        assert len(rows) == finding.count, finding.sentence


def test_gaps_odd_values_and_repetitions(office: Session, lifts: list[int]) -> None:
    said = {(f.sentence, f.count) for f in quality.findings(office, "elevator")}
    for expected in (
        ("使用单位：未填（必填）", 3),
        ("额定载重量：未填（应填）", 1),
        ("设备代码：格式或数值少见", 3),
        ("额定载重量：格式或数值少见", 1),
        ("使用登记证编号：重复", 2),
        ("使用登记证编号：未填（应填）", 1),
    ):
        assert expected in said


def test_an_empty_register_has_none(office: Session) -> None:
    assert quality.findings(office) == []
    assert quality.findings(office, "boiler") == []
    add(office, "qualification", person="甄执一", code="T")
    assert {f.kind for f in quality.findings(office, "qualification")} == {"qualification"}
