"""The signed list of withdrawn numbers: what it says, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from equipinspect.model.errors import UserError
from equipinspect.trust import office_key, revocation_list
from equipinspect.trust.certificate_code import Revocations
from equipinspect.trust.revocation_list import Withdrawn, number_hash

TEXT = (Path(__file__).parents[2] / "resources/templates/EQI1.md").read_text("utf-8")
KEY = office_key.demo_key()
ISSUER = "610322"
DAY = date(2026, 3, 1)
GONE = Withdrawn("26030500324S", "withdrawn", date(2026, 2, 28))
NEWER = Withdrawn("260305003200", "replaced", date(2026, 2, 27))
SIGNED = revocation_list.write(ISSUER, 7, DAY, [GONE, NEWER], KEY)


def test_the_example_of_the_published_text() -> None:
    published = re.search(r"^45515231[0-9a-f]+$", TEXT, re.M)
    assert published
    data = bytes.fromhex(published[0])
    assert data == revocation_list.write(ISSUER, 7, DAY, [GONE], KEY)
    found = revocation_list.read(data, [KEY.about])
    assert (found.issuer, found.number, found.dated) == (ISSUER, 7, DAY)


def test_a_list_answers_for_its_numbers_only() -> None:
    found = revocation_list.read(SIGNED, [KEY.about])
    known = Revocations(dated=found.dated, hashed=found.hashed)
    assert known.reason(ISSUER, GONE.number) == "withdrawn"
    assert known.reason(ISSUER, NEWER.number) == "replaced"
    assert known.reason(ISSUER, "26030500325Q") is None
    assert known.reason("610305", GONE.number) is None
    assert GONE.number.encode() not in SIGNED


@given(
    st.sets(st.text("0123456789ABC", min_size=6, max_size=20), max_size=20), st.integers(1, 9999)
)
def test_what_is_written_is_read(numbers: set[str], which: int) -> None:
    dated = DAY + timedelta(days=which)
    rows = [Withdrawn(number, "replaced", DAY) for number in numbers]
    found = revocation_list.read(
        revocation_list.write(ISSUER, which, dated, rows, KEY), [KEY.about]
    )
    assert (found.number, found.dated) == (which, dated)
    assert found.hashed == {number_hash(ISSUER, number): "replaced" for number in numbers}


@example(21, 255)
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused(at: int, change: int) -> None:
    altered = bytearray(SIGNED)
    altered[at] ^= change
    with pytest.raises(UserError):
        revocation_list.read(bytes(altered), [KEY.about])


@given(st.integers(0, len(SIGNED) - 1))
def test_a_cut_list_is_refused(length: int) -> None:
    with pytest.raises(UserError):
        revocation_list.read(SIGNED[:length], [KEY.about])


def test_an_unknown_foreign_or_leaked_key_is_refused() -> None:
    leaked = replace(KEY.about, status=office_key.COMPROMISED)
    foreign = replace(KEY.about, issuer="610305")
    for keys in ([], [leaked], [foreign]):
        with pytest.raises(UserError, match="签名不符"):
            revocation_list.read(SIGNED, keys)
