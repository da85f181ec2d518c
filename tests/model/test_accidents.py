"""Accident grades of 条例 art. 61–64, at their limits."""

import pytest

from equipinspect.model.accidents import grade


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"deaths": 30}, "extreme"),
        ({"deaths": 29}, "major"),
        ({"severe": 100}, "extreme"),
        ({"severe": 50}, "major"),
        ({"loss": "10000"}, "extreme"),
        ({"loss": "9999.99"}, "major"),
        ({"deaths": 3}, "larger"),
        ({"deaths": 2}, "ordinary"),
        ({"severe": 9}, "ordinary"),
        ({"loss": "0.99"}, "none"),
        ({"loss": "1"}, "ordinary"),
        ({"kind": "explosion", "device_kind": "boiler"}, "larger"),
        ({"kind": "overturn", "device_kind": "crane"}, "larger"),
        ({"kind": "stranded", "device_kind": "ropeway", "stranded_minutes": 720}, "larger"),
        ({"kind": "stranded", "device_kind": "ropeway", "stranded_minutes": 210}, "ordinary"),
        ({"kind": "stranded", "device_kind": "ropeway", "stranded_minutes": 209}, "none"),
        ({"device_kind": "amusement_ride", "stranded_minutes": 60}, "ordinary"),
        ({"kind": "entrapment", "device_kind": "elevator", "stranded_minutes": 120}, "ordinary"),
        ({"kind": "entrapment", "device_kind": "elevator", "stranded_minutes": 119}, "none"),
        ({"kind": "entrapment", "device_kind": "elevator", "stranded_minutes": 900}, "ordinary"),
        ({}, "none"),
    ],
)
def test_grade(facts: dict[str, object], expected: str) -> None:
    assert grade(facts) == expected
