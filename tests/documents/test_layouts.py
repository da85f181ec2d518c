"""Layouts are data: chosen by the day, refused by name when they cannot be used."""

from __future__ import annotations

from datetime import date

import pytest

from equipinspect.documents.layouts import layout_on, read_layout
from equipinspect.model.errors import UserError
from tests.documents.conftest import RESOURCES

SHIPPED = sorted((RESOURCES / "templates").glob("check_certificate_*.toml"))
SOURCE = (RESOURCES / "templates" / "check_certificate_a4.toml").read_text("utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_layout_reads_and_is_titled_for_what_it_is(path):
    layout = read_layout(path)
    assert path.stem.startswith(layout.key)
    for forbidden in ("检验合格证", "检验报告书", "使用标志牌"):
        assert forbidden not in layout.title


def test_the_edition_of_the_day_is_taken(tmp_path):
    for name, start in (("", "2014-01-01"), ("_2027", "2027-01-01")):
        path = tmp_path / f"check_certificate_a4{name}.toml"
        path.write_text(SOURCE.replace("2014-01-01", start).replace('"2014"', f'"{start[:4]}"'))
    editions = [
        layout_on(tmp_path, "check_certificate_a4", date(*day)).edition
        for day in ((2026, 12, 31), (2027, 1, 1))
    ]
    assert editions == ["2014", "2027"]
    with pytest.raises(UserError, match="没有可用的凭证版式"):
        layout_on(tmp_path, "check_certificate_a4", date(2013, 12, 31))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("side = 38", "side = 24"),
        ("module = 0.38", "module = 0.3"),
        ("2014-01-01", "2014-13-01"),
        ("inset = 12", "inst = 12"),
        ("[mark]", "[[mark"),
        ("{valid_to}", "{expires}"),
        ('ink = "label"', 'ink = "red"'),
        ('key = "check_certificate_a4"', ""),
    ],
)
def test_a_broken_layout_is_named(tmp_path, old, new):
    path = tmp_path / "broken.toml"
    path.write_text(SOURCE.replace(old, new, 1), "utf-8")
    with pytest.raises(UserError, match=r"版式文件 broken\.toml 不能使用"):
        read_layout(path)
