"""The equipment a document speaks of: its values and names, read one by one or by the thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from equipinspect.app import lists, places, records
from equipinspect.app.session import Session
from equipinspect.model import dates
from equipinspect.model.declarations import MAIN_STREAM, Declaration
from equipinspect.model.errors import NotFound
from equipinspect.model.fields import Absent, Value
from equipinspect.model.ids import show_id
from equipinspect.model.schedule import COMPUTED
from equipinspect.model.text import _
from equipinspect.store import kinds, queries
from equipinspect.store.queries import Row

PART = 500


@dataclass(frozen=True)
class Subject:
    """One piece of equipment as a document sees it."""

    session: Session
    declaration: Declaration
    row: Row

    @property
    def id(self) -> int:
        """Its entity id."""
        return self.row.id

    @property
    def values(self) -> dict[str, Value]:
        """Its stored values by field key."""
        return self.row.values

    @cached_property
    def title(self) -> str:
        """How it is named in one line."""
        return lists.title(self.session, self.row, self.declaration.key)

    def text(self, key: str) -> str:
        """Return a stored text; "" for anything else."""
        value = self.row.values.get(key)
        return value if isinstance(value, str) else ""

    def printed(self, key: str) -> str:
        """Return one field as it is printed; "" when it is empty."""
        value = self.row.values.get(key)
        if isinstance(value, Absent):
            return value.reason
        if key in self.row.titles:
            return self.row.titles[key]
        return records.shown(self.session, self.declaration, key, value)

    def reported_until(self, latest: str) -> str:
        """Return the reported next inspection when it is before the month or day ``latest``, else that."""
        if not self.declaration.category:
            return latest
        found = records.dues(self.session, self.declaration, self.row.values)
        reported = [d for d in found if d.stream == MAIN_STREAM and d.source != COMPUTED]
        nearer = [d.due for d in reported if d.last_day < dates.last_day(latest)]
        return nearer[0] if nearer else latest


def subject(session: Session, number: int) -> Subject:
    """Read one; raise NotFound when the register does not know the id."""
    return next(subjects(session, [number]))


def subjects(session: Session, ids: Sequence[int]) -> Iterator[Subject]:
    """Read many in order, some hundred at a time; raise NotFound for an id that is not known."""
    for start in range(0, len(ids), PART):
        part = ids[start : start + PART]
        found: dict[int, Subject] = {}
        for kind, numbers in _by_kind(session, part).items():
            declaration = session.declaration(kind)
            rows = queries.rows(session.register, kind, numbers)
            places.named(session, declaration, rows)
            found |= {row.id: Subject(session, declaration, row) for row in rows}
        for number in part:
            if number not in found:
                raise NotFound(_("台账里没有记录 {id}，请核对记录号。").format(id=show_id(number)))
            yield found[number]


def _by_kind(session: Session, ids: Sequence[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, kind in kinds.kinds_of(session.register, ids).items():
        found[kind].append(number)
    return found
