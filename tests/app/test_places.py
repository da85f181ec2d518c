"""Places by code and name, national and local."""

import pytest

from equipinspect.app import places
from equipinspect.app.session import Session
from tests.ledgers import add, rows_of


@pytest.mark.parametrize(
    ("text", "code"),
    [("凤翔区", "610305"), ("凤翔县", "610305"), ("610322", "610305"), ("宝鸡市凤翔区", "610305"),
     ("虚构区", "虚构区"), ("Howard", "Howard"), ("开发区", "KFQ001"), ("kfq001", "KFQ001")],
)  # fmt: skip
def test_names_become_codes(text: str, code: str, office: Session) -> None:
    add(office, "office", name="虚构开发区分局", short_name="开发区", code="KFQ001")
    values = places.coded(office, office.declaration("elevator"), {"county": text})
    assert values == {"county": code}


def test_codes_become_names(office: Session) -> None:
    add(office, "office", name="虚构开发区分局", short_name="开发区", code="KFQ001")
    assert places.name(office, "610305") == "凤翔区"
    assert places.name(office, "KFQ001") == "开发区"
    assert places.name(office, "610399") == "610399"
    for county in ("凤翔区", "KFQ001", "虚构区"):
        add(
            office,
            "elevator",
            device_code=f"31101000320180{len(county)}011",
            county=county,
            address="某处",
        )
    rows = rows_of(office, "elevator")
    places.named(office, office.declaration("elevator"), rows)
    assert [row.titles["county"] for row in rows] == ["凤翔区", "开发区", "虚构区"]
