"""Reads from the books when files of other devices came, when files went to them, and what waits."""

from __future__ import annotations

import json
from typing import NamedTuple

from equipinspect.store.parcels import unpacked
from equipinspect.store.parking import ADMISSION
from equipinspect.store.register import Register
from equipinspect.store.strangers import Stranger


class Newcomer(NamedTuple):
    """A device whose sets wait to be let in: its number, key, name, and who works at it."""

    replica: int
    public: bytes
    device: str
    person: str


def received(register: Register) -> dict[int, list[str]]:
    """Return when files of each device came that were not turned away, by its number."""
    found: dict[int, list[str]] = {}
    for replica, at_wall in register.connection.execute(
        "SELECT replica, at_wall FROM import_log WHERE replica<>0 AND withdrawn=0"
        " AND result IN ('merged', 'nothing_new', 'parked') ORDER BY id"
    ):
        found.setdefault(replica, []).append(at_wall)
    return found


def handed_out(register: Register) -> dict[int, str]:
    """Return when the last file for each device was written, by its number."""
    return dict(
        register.connection.execute("SELECT peer, max(at_wall) FROM handed_out GROUP BY peer")
    )


def waiting(register: Register) -> dict[int, int]:
    """Return how many change sets of each device wait."""
    return dict(
        register.connection.execute("SELECT replica, count(*) FROM parked GROUP BY replica")
    )


def newcomers(register: Register) -> list[Newcomer]:
    """Return the devices whose first change set waits because nobody let them in."""
    found = []
    for replica, body in register.connection.execute(
        "SELECT replica, body FROM parked WHERE kind=? AND seq=1 ORDER BY replica", (ADMISSION,)
    ):
        parcel = unpacked(body)
        told = json.loads(parcel.operations[0][4]) if parcel.operations else {}
        public = bytes.fromhex(str(told.get("public_key") or ""))
        person = str(told.get("person") or parcel.head.person)
        found.append(Newcomer(replica, public, str(told.get("name") or ""), person))
    return found


class Act(NamedTuple):
    """What a file says somebody did: the device, the person as logged, the action, the table, how often."""

    replica: int
    person: str
    action: str
    table: str
    sets: int


def acts(stranger: Stranger) -> list[Act]:
    """Return which actions on which tables stand in a file, by device and person."""
    rows = stranger.connection.execute(
        """SELECT c.replica, c.person, substr(c.action, 1, instr(c.action || ' ', ' ') - 1), o.record,
                  count(DISTINCT c.seq)
           FROM change_set c JOIN operation o ON o.id >= c.first_op AND o.id < c.first_op + c.n_op
           GROUP BY 1, 2, 3, 4"""
    )
    return [Act(*row) for row in rows]
