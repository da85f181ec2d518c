"""The place of one run: its folder, its sizes, and registers made when a group first asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from equipinspect import RESOURCES
from equipinspect.app.office import Beginning, Place, create_office, open_session
from equipinspect.app.session import Session
from equipinspect.bench.ledger import Cylinders
from equipinspect.store.operations import Action

NOW = datetime(2026, 3, 6, 1, 23, tzinfo=UTC)
LIFTS = 200


@dataclass(frozen=True)
class Size:
    """How many rows: in the big register, in a bulk load, in a sheet; and how many saves, pages, words."""

    name: str
    register: int
    load: int
    sheet: int
    saves: int
    steps: int


SIZES = {
    size.name: size
    for size in (
        Size("S", 10_000, 3_000, 1_000, 60, 20),
        Size("M", 200_000, 20_000, 20_000, 200, 50),
        Size("L", 1_000_000, 100_000, 100_000, 500, 100),
    )
}


@dataclass
class Workshop:
    """Everything a group needs; ``say`` tells the person what takes time."""

    folder: Path
    size: Size
    say: Callable[[str], None]
    _opened: list[Session] = field(default_factory=list)
    _made: int = 0

    @property
    def place(self) -> Place:
        """Where registers of this run find data and keep keys."""
        return Place(RESOURCES, self.folder / "home", lambda: NOW)

    @property
    def rows(self) -> Cylinders:
        """The series the registers are filled from."""
        return Cylinders(f"bench {self.size.name}")

    def empty(self) -> Session:
        """Make a new register with an office and a holder; the one before is closed and removed."""
        self._made += 1
        session = create_office(
            self.folder / f"empty{self._made}.eqi",
            self.place,
            Beginning("演示局", "610303", "演示"),
        )
        self._opened.append(session)
        return session

    def discard(self, session: Session) -> None:
        """Close a register of this run and remove its file."""
        session.close()
        self._opened.remove(session)
        for path in self.folder.glob(session.path.name + "*"):
            path.unlink()

    @cached_property
    def big(self) -> Session:
        """The big register, filled once a run."""
        self.say(f"filling a register with {self.size.register:,} rows")
        path = self.folder / "big.eqi"
        session = create_office(path, self.place, Beginning("演示局", "610303", "演示"))
        with session.action("import") as running:
            fill(session, running, self.rows, self.size.register)
            _lifts(running)
        session.close()
        session = open_session(path, self.place)
        self._opened.append(session)
        return session

    def close(self) -> None:
        """Close every register of this run."""
        for session in self._opened:
            session.close()
        self._opened.clear()


def _lifts(running: Action) -> None:
    """Create a screenful of lifts, because the window opens on their list."""
    for number in range(LIFTS):
        running.create("elevator", {
            "name": "曳引驱动乘客电梯", "category_code": "3100", "variety_code": "3110", "estate": f"演示苑{number}",
            "address": f"演示路{number}号", "serial_no": f"L{number:04}", "county": "610303",
            "use_status": "in_use", "reg_status": "registered", "inspection_next": "2027-04",
        })  # fmt: skip


def fill(session: Session, running: Action, rows: Cylinders, count: int) -> None:
    """Create a holder and ``count`` cylinders under it."""
    unit = running.create("unit", {"name": "演示充装站", "roles": "filler"})
    holder = running.create("cylinder_holder", {"name": "演示充装站", "unit": unit})
    office = int(session.register.local("office") or 0)
    for values in rows.values(count, holder, office):
        running.create("gas_cylinder", values)
