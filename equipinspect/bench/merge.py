"""A laptop's week brought into a register, beside copying the same operations into a bare table."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from equipinspect.app import handing_in
from equipinspect.app.handing_in import CHECKS
from equipinspect.app.office import open_session
from equipinspect.app.session import Session, never, silent
from equipinspect.bench.measure import Case
from equipinspect.bench.workshop import NOW, Workshop
from equipinspect.store import export, merging, proving
from equipinspect.store.export import Selection
from equipinspect.store.merging import Merged, Terms

SETS, WRITES, NEW = 500, 5, 5  # of one laptop's week: change sets, writes and new lifts in each


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield the one case of this group: five thousand operations in five hundred change sets."""
    big = shop.big
    big.register.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    week = _week(shop, big)
    target = shop.folder / "desk.eqi"
    opened: list[Session] = []

    def prepare() -> None:
        for old in opened:
            old.close()
        opened.clear()
        for path in shop.folder.glob("desk.eqi*"):
            path.unlink()
        shutil.copy(big.path, target)
        opened.append(open_session(target, shop.place))

    def bring() -> object:
        terms = Terms(CHECKS, lambda _replica, _key, _seq: "", NOW.isoformat())
        with handing_in.received(shop.folder, week) as stranger:
            proven = proving.prove(stranger, CHECKS, silent)
            return merging.merge(opened[0].register, stranger, proven, terms, silent, never)

    def copy() -> object:
        bare = shop.folder / "bare.db"
        bare.unlink(missing_ok=True)
        with closing(sqlite3.connect(bare)) as plain, closing(sqlite3.connect(week)) as source:
            plain.execute(
                "CREATE TABLE operation(id INTEGER PRIMARY KEY, entity, record, field, value, parents)"
            )
            rows = source.execute("SELECT * FROM operation").fetchall()
            plain.executemany("INSERT INTO operation VALUES(?,?,?,?,?,?)", rows)
            plain.commit()
            return len(rows)

    name = f"{SETS * (WRITES + NEW):,} ops into {shop.size.register:,} rows"
    yield Case("merge", name, "bare INSERT", bring, copy, _whole, prepare)
    for old in opened:
        old.close()


def _whole(mine: object, theirs: object) -> bool:
    return isinstance(mine, Merged) and mine.operations == theirs and not mine.parked


def _week(shop: Workshop, big: Session) -> Path:
    """Let a laptop that began from the big register work for a week; return what it hands in."""
    path, week = shop.folder / "laptop.eqi", shop.folder / "week.eqx"
    shutil.copy(big.path, path)
    laptop = open_session(path, shop.place)
    try:
        held = {replica: last.seq for replica, last in export.tips(big.register).items()}
        lifts = [row[0] for row in _lifts(path)]
        for number in range(SETS - 1):
            with laptop.action("set") as running:
                for turn in range(WRITES):
                    lift = lifts[(number * WRITES + turn) % len(lifts)]
                    seen = laptop.heads(lift).get("name", ())
                    running.write("elevator", lift, "name", f"{number} 号梯 {turn}", seen)
                for turn in range(NEW):
                    running.create(
                        "elevator", {"serial_no": f"W{number}-{turn}", "address": "新路"}
                    )
        about = handing_in.about(laptop)
        export.write(laptop.register, week, Selection(since=held), about, silent, never)
    finally:
        laptop.close()
    return week


def _lifts(path: Path) -> list[tuple[int]]:
    with closing(sqlite3.connect(path)) as plain:
        return plain.execute("SELECT id FROM equipment WHERE category='elevator'").fetchall()
