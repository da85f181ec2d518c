"""Merging touches what came, never the whole register: no statement scans a table of it."""

import pytest

from equipinspect.store import settling, tombstones
from equipinspect.store.register import Register

OF_THE_MERGE = {"touched", "concerned", "suspect", "t", "c", "s"}


@pytest.mark.parametrize(
    "statement",
    [settling.WRITTEN, settling.TIPS, settling.TABLES, settling.FORGET.replace("?", "1"),
     tombstones.CHOOSE],
)  # fmt: skip
def test_no_statement_scans_a_table_of_the_register(register: Register, statement: str) -> None:
    settling.settle(register, {1: {"name"}})
    tombstones.settle(register, {1})
    plan = register.connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    scans = [row[3] for row in plan if row[3].startswith("SCAN ")]
    assert {text.split()[1] for text in scans} <= OF_THE_MERGE
