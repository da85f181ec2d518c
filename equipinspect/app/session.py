"""One person at one open register: what every action needs to know about where it runs."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.ids import show_id
from equipinspect.store import heads, operations, queries, upkeep
from equipinspect.store.queries import Query
from equipinspect.store.register import Derive, Register

if TYPE_CHECKING:
    from equipinspect.model.rule_kinds import DuePolicy
    from equipinspect.model.rules import Rules
    from equipinspect.model.settings import Settings

KEPT_QUERIES = 6
LARGE, GREAT = 1000, 20_000  # from so many records on an action tidies a little, or all it left
OFFICE = "office"  # the scope of settings that hold for the whole register
Report = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""


def never() -> bool:
    """Cancel never."""
    return False


class Guard(Protocol):
    """Whoever knows what the person at work may do."""

    def before(self, action: str) -> None:
        """Raise NotAllowed when they may not start an action."""
        ...

    def after(self, action: str, tables: Collection[str]) -> None:
        """Raise NotAllowed when an action wrote to tables it may not write to."""
        ...


@dataclass
class Session:
    """An open register with its declarations, rules and settings, and the person who works on it."""

    register: Register
    home: Path
    resources: Path
    now: Callable[[], datetime]
    positions: OrderedDict[Query, array[int]] = field(default_factory=OrderedDict)
    derive: Callable[[], Derive] | None = None  # makes the deriver anew from today's settings
    guard: Guard | None = None  # asked at every action; none in the middle of beginning a register
    _version: int = -1
    _due_policy: DuePolicy | None = None

    @cached_property
    def rules(self) -> Rules:
        """The rules that ship with the program; read when first asked for, which a list never does."""
        from equipinspect.model.rules import load_rules  # noqa: PLC0415 - a list opens without them

        return load_rules(self.resources)

    @cached_property
    def defaults(self) -> Settings:
        """The settings as shipped; read when first asked for."""
        from equipinspect.model.settings import load_settings  # noqa: PLC0415 - as the rules

        return load_settings(self.resources)

    @property
    def declarations(self) -> Declarations:
        """The declarations the register was opened with."""
        return self.register.declarations

    @property
    def path(self) -> Path:
        """The register file."""
        return self.register.path

    def declaration(self, kind: str) -> Declaration:
        """Return the declaration of a kind of record."""
        return self.declarations.get(kind)

    def today(self) -> date:
        """Return the day on which the person works."""
        return self.now().date()

    @property
    def settings(self) -> dict[str, str]:
        """The office's settings over the shipped defaults."""
        return self.defaults.values() | self.register.settings(OFFICE)

    @property
    def due_policy(self) -> DuePolicy:
        """From how many days on a date gets which colour: the office's own days over the rules'."""
        if self._due_policy is None:
            self._due_policy = self.rules.due.with_days(self.settings)
        return self._due_policy

    @property
    def person(self) -> int | None:
        """The entity id of the person at work; None before one was named."""
        known = self.register.local("person")
        return int(known) if known else None

    def local_places(self) -> dict[str, str]:
        """Return the places without a national code, by the code of the office that looks after them."""
        return queries.place_names(self.register)

    def heads(self, number: int) -> dict[str, tuple[int, ...]]:
        """Return the heads a person sees when opening a record."""
        return heads.heads(self.register.connection, number)

    def stamp(self) -> operations.Stamp:
        """Say who acts and when, for the log."""
        moment = self.now().astimezone()
        person = show_id(self.person) if self.person else self.register.local("person_name") or ""
        return operations.Stamp(person, moment.isoformat(timespec="seconds"), moment.strftime("%z"))

    @contextmanager
    def action(self, verb: str, reason: str = "") -> Iterator[operations.Action]:
        """Run one action of this person as one transaction; raise NotAllowed when it is not theirs."""
        self.fresh()
        if self.guard:
            self.guard.before(verb)
        with operations.action(self.register, self.stamp(), verb, reason) as running:
            yield running
            if self.guard:
                self.guard.after(verb, running.tables)
        self.forget()
        if len(running.touched) >= GREAT:
            upkeep.settle_down(self.register)
        elif len(running.touched) >= LARGE:
            upkeep.tidy(self.register)

    def forget(self) -> None:
        """Drop what was remembered of list positions, because rows changed."""
        self.positions.clear()
        self._due_policy = None

    def start_anew(self) -> None:
        """Take up a changed `derive`."""
        self._version = -1
        self.fresh()

    def fresh(self) -> None:
        """Drop what was remembered, and read the settings anew, when another program wrote to the file."""
        version = self.register.version()
        if version != self._version:
            self._version = version
            self.forget()
            if self.derive:
                self.register.derive = self.derive()

    def remember(self, query: Query, ids: array[int]) -> None:
        """Keep the order of a list for a while, eight bytes a row."""
        self.positions[query] = ids
        while len(self.positions) > KEPT_QUERIES:
            self.positions.popitem(last=False)

    def tidy(self) -> bool:
        """Do a small piece of what saves left for later; call it when nobody waits, while it says True."""
        return upkeep.tidy(self.register)

    def close(self) -> None:
        """Close the register."""
        self.register.close()


def changed(running: operations.Action, **counts: int) -> Changed:
    """Tell the faces what an action changed; ids only when they are few."""
    ids = tuple(running.touched) if len(running.touched) <= 1000 else ()  # noqa: PLR2004
    return Changed(frozenset(running.tables), ids, running.key, counts)
