"""建档标签: what is printed can be scanned, opens its record, and stands in the middle of its label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect.app import lists, stocks, tags
from equipinspect.app.session import Session
from equipinspect.documents.scan import read_codes
from equipinspect.model.errors import InvalidRecord, NotAllowed, UserError
from equipinspect.model.tags import read_tag, tag_of
from tests.ledgers import Clock, add, county_office

START = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    session = county_office(tmp_path / "one", tmp_path / "home", Clock(START))
    yield session
    session.close()


def lifts(session: Session, count: int) -> list[int]:
    return [
        add(session, "elevator", device_code=f"3110100032018{n:04d}", estate="桃园里",
            building=f"{n}号楼", name="曳引驱动乘客电梯", use_status="在用", address="秋实路 1 号")
        for n in range(1, count + 1)
    ]  # fmt: skip


@given(number=st.integers(0, 2**63 - 1), place=st.integers(5, 19), other=st.integers(1, 35))
def test_a_tag_names_its_record_and_no_other(number: int, place: int, other: int) -> None:
    tag = tag_of(number)
    assert read_tag(tag) == number
    assert read_tag(f" {tag.lower()}\n") == number
    if tag[place] != "/":
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        wrong = digits[(digits.index(tag[place]) + other) % 36]
        assert read_tag(tag[:place] + wrong + tag[place + 1 :]) is None


def test_labels_are_read_back_and_found_by_the_search(desk: Session, tmp_path: Path) -> None:
    ids, out = lifts(desk, 12), tmp_path / "标签.pdf"
    target = stocks.target(desk, "a4_21_64x38", start=15)
    assert tags.print_labels(desk, ids[::-1], out, tags.Labels(target=target)) == 2
    codes = read_codes(out)
    assert sorted(codes) == sorted(map(tag_of, ids))
    for number, code in zip(ids, map(tag_of, ids), strict=True):
        assert [hit.id for hit in lists.find(desk, code)[0]] == [number]
    text = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()
    assert not re.search("检验|充装|合格", text)
    assert "桃园里" in text
    assert lists.find(desk, "HTTPS://96333.EXAMPLE/X?ID=1")[0] == []


def test_cylinders_say_their_own_facts(desk: Session, tmp_path: Path) -> None:
    made = add(
        desk, "gas_cylinder", serial_no="C-7788", gas="氧气", own_no="N-7788", address="秋实路 3 号"
    )
    out = tmp_path / "气瓶.pdf"
    tags.print_labels(desk, [made], out, tags.Labels("tag_cylinder", ()))
    assert "C-7788" in pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("template", ["tag_device", "tag_cylinder", "tag_large"])
def test_long_names_are_shrunk_and_never_cut(desk: Session, tmp_path: Path, template: str) -> None:
    name = "秋实" * 30
    made = add(
        desk, "elevator", name="电梯", serial_no="S-1", use_status="在用", address=name, estate=name
    )
    out = tmp_path / "标签.pdf"
    tags.print_labels(desk, [made], out, tags.Labels(template))
    page = pypdfium2.PdfDocument(out)[0]
    words = re.sub(r"\s", "", page.get_textpage().get_text_range())
    assert template == "tag_cylinder" or name in words


def test_what_cannot_be_printed_is_refused(desk: Session, tmp_path: Path) -> None:
    [lift], out = lifts(desk, 1), tmp_path / "标签.pdf"
    large = tags.Labels("tag_large", target=stocks.target(desk, "a4_21_64x38"))
    with pytest.raises(UserError, match="95 × 64"):
        tags.print_labels(desk, [lift], out, large)
    with pytest.raises(NotAllowed, match="不是标签版式"):
        tags.print_labels(desk, [lift], out, tags.Labels("check_certificate_a4"))
    with pytest.raises(InvalidRecord, match="没有选中"):
        tags.print_labels(desk, [], out, tags.Labels())
    assert not out.exists()
