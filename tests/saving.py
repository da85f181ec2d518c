"""Saves and imports into a register without end, saying what was kept, until somebody kills it."""

import sys
from itertools import count
from pathlib import Path

from equipinspect.app import records
from equipinspect.app.office import open_session
from equipinspect.app.session import Session
from equipinspect.model.ids import show_id
from tests.registers import place

ROWS = 1200  # more than one change set


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def save(session: Session, turn: int) -> None:
    """A new lift, then a change of it; each is said only when it is kept."""
    lift = records.save_new(session, "elevator", {"address": "甲路", "serial_no": f"S{turn}"})
    say("saved", show_id(lift), "甲路")
    address = f"乙路 {turn} 号"
    records.save(session, records.read(session, lift), {"address": address})
    say("saved", show_id(lift), address)


def bring(session: Session, turn: int) -> None:
    with session.action("import", f"import {turn}") as running:
        unit = running.create("unit", {"name": f"单位 {turn}"})
        for row in range(ROWS):
            running.create("gas_cylinder", {"user_unit": unit, "serial_no": f"{turn}-{row}"})
        name = running.key
    say("imported", name.replace(" ", "_"))


def main(path: str, home: str) -> None:
    session = open_session(Path(path), place(Path(home)))
    say("ready")
    for turn in count():
        save(session, turn)
        if turn % 5 == 0:
            bring(session, turn)
        if turn % 7 == 0:
            session.tidy()


if __name__ == "__main__":
    main(*sys.argv[1:])
