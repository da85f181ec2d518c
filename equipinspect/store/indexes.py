"""The indexes of the current-state tables, and how many rows the planner may expect behind each."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

VERSION = 5  # of the list below; another one makes the indexes anew
ROWS = 1_000_000  # the file the program is built for


class Index(NamedTuple):
    """The columns of one index, and how many rows share a value of the first, the first two, …

    The planner is told once and for all, so that a plan does not hang on what was counted when.
    """

    columns: tuple[str, ...]
    rows: tuple[int, ...]
    where: str = ""

    def name(self, table: str) -> str:
        """Return the name of the index on ``table``."""
        return "_".join([table, *self.columns, *(["some"] if self.where else [])])

    def sql(self, table: str) -> str:
        """Return the statement that makes it."""
        columns = ", ".join(f'"{name}"' for name in self.columns)
        where = f" WHERE {self.where}" if self.where else ""
        return f'CREATE INDEX "{self.name(table)}" ON "{table}"({columns}){where}'


DEVICES_COUNTED = (
    "campaign", "county", "device_kind", "measure", "checked_on", "quantity", "town", "_deleted",
)  # fmt: skip

INDEXES: dict[str, tuple[Index, ...]] = {
    "equipment": (
        Index(("category", "_deleted"), (400_000, 390_000)),  # the list in its natural order
        Index(("category", "_deleted", "_due_on"), (400_000, 390_000, 500)),
        Index(("category", "_deleted", "use_status", "reg_status"), (400_000, 390_000, 300_000, 150_000)),
        Index(("category", "county"), (400_000, 40_000)),
        Index(("category", "_due_source"), (20_000, 20_000), "_due_source = 'undated'"),
        Index(("category", "_marks"), (20_000, 200), "_marks IS NOT NULL"),
        Index(("category", "_conflicts"), (1000, 100), "_conflicts > 0"),
        Index(("device_code",), (2,)),
        Index(("reg_no",), (20,)),
        Index(("serial_no",), (2,)),
        Index(("user_unit",), (300,)),
    ),
    "unit": (Index(("credit_code",), (2,)), Index(("name",), (2,))),
    "cylinder_holder": (Index(("unit",), (3,)),),
    "check": (
        Index(("equipment",), (5,)),
        Index(("unit",), (30,)),
        Index(("checked_on",), (100,)),
        Index(("campaign",), (5000,)),
        Index(("follows",), (2,)),
        Index(("draft",), (1,)),
        Index(("year", "serial"), (5000, 2)),
    ),
    "device_check": (
        Index(("check", "device_kind", "_deleted"), (5, 3, 3)),
        Index(("equipment",), (10,)),
        Index(DEVICES_COUNTED, (10_000, 800, 200, 200, 5, 5, 5, 5)),  # a table of a campaign reads no row
    ),
    "check_item": (Index(("check",), (5,)), Index(("device_check",), (3,))),
    "hazard": (
        Index(("check",), (3,)),
        Index(("unit",), (20,)),
        Index(("equipment",), (5,)),
        Index(("campaign", "found_on"), (1000, 10)),
        Index(("state", "deadline"), (5000, 20)),
        Index(("year", "serial"), (5000, 2)),
    ),
    "hazard_step": (Index(("hazard",), (6,)),),
    "directive": (Index(("number",), (2,)), Index(("unit",), (10,)), Index(("year", "serial"), (1000, 2))),
    "enforcement": (Index(("hazard",), (2,)), Index(("unit",), (5,))),
    "certificate": (Index(("number",), (2,)), Index(("equipment",), (5,))),
    "registration_event": (Index(("equipment",), (5,)), Index(("old_reg_no",), (2,))),
    "attachment": (Index(("owner",), (10,)),),
    "qualification": (Index(("person",), (5,)),),
    "policy": (Index(("number",), (2,)), Index(("ends",), (100,))),
    "policy_link": (
        Index(("equipment", "policy", "starts", "ends", "_deleted"), (5, 1, 1, 1, 1)),
        Index(("policy",), (20,)),
    ),
    "endorsement": (Index(("policy",), (3,)),),
    "claim": (Index(("policy",), (3,)), Index(("equipment",), (2,))),
    "contact_note": (Index(("unit",), (10,)),),
    "insured_row": (Index(("policy",), (20,)), Index(("state",), (500,))),
    "alarm_answer": (Index(("subject",), (3,)),),
}  # fmt: skip

SAME = Index(
    ("_same",), (2,), "_same IS NOT NULL"
)  # of every table: which records stand behind one


def follow(connection: sqlite3.Connection, table: str, present: Collection[str]) -> None:
    """Give ``table`` exactly the indexes above whose columns are ``present``."""
    wanted = {
        each.name(table): each
        for each in (*INDEXES.get(table, ()), SAME)
        if set(each.columns) <= set(present)
    }
    there = {
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type='index' AND tbl_name=? AND sql IS NOT NULL",
            (table,),
        )
    }
    for name in sorted(there - set(wanted)):
        connection.execute(f'DROP INDEX "{name}"')
    for name, each in wanted.items():
        if name not in there:
            connection.execute(each.sql(table))
    tell_planner(connection, table, wanted)


def tell_planner(connection: sqlite3.Connection, table: str, wanted: dict[str, Index]) -> None:
    """Write down what the planner shall expect of the indexes of ``table``."""
    connection.execute("DELETE FROM sqlite_stat1 WHERE tbl=?", (table,))
    connection.executemany(
        "INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES(?,?,?)",
        [
            (table, name, " ".join(str(n) for n in (ROWS, *each.rows)))
            for name, each in wanted.items()
        ],
    )
