"""Finds which record of the register a sheet row speaks of, by the identity keys of its category."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Absent, Value, folded
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.shapes import stored_value

Key = tuple[str, ...]
Values = Mapping[str, Value]
SHOWN = 5


class Ambiguous(Exception):
    """A row that several records, or contradicting codes, could mean: ask, never guess."""


class Mark(NamedTuple):
    """One complete identity of a row: which one in the order of trust, and its hash of 64 bits."""

    place: int
    hash: int


class Earlier(NamedTuple):
    """An earlier row of the same sheet, and the place of its most trusted identity."""

    row: int
    trusted: int


class Matcher:
    """The identities of all living records of one kind, and of the rows of the sheet so far.

    Identities are kept as hashes to save memory; a record that is met is read and compared for real.
    """

    def __init__(self, session: Session, declaration: Declaration) -> None:
        self._session = session
        self._declaration = declaration
        self._keys = declaration.identity
        self._known: list[dict[int, int] | None] = [None] * len(self._keys)
        self._several: dict[Mark, list[int]] = {}
        self._rows: list[dict[int, Earlier]] = [{} for _keys in self._keys]
        self._taken: dict[int, int] = {}
        self._empty = queries.count(session.register, queries.Query(declaration.key)) == 0

    def marks(self, values: Values) -> list[Mark]:
        """Return the complete identities of a row, the most trusted first."""
        return [
            Mark(place, hash(wanted))
            for place, keys in enumerate(self._keys)
            if (wanted := identity_of(keys, values)) is not None
        ]

    def candidates(self, marks: list[Mark]) -> Iterator[int]:
        """Yield the records that a row may mean."""
        if not self._empty:
            for mark in marks:
                number = self._of(mark.place).get(mark.hash)
                if number is not None:
                    yield number

    def find(
        self, values: Values, marks: list[Mark], row: int, read: Callable[[int], Values]
    ) -> int | None:
        """Return the record that a row means, None for a new one, and remember the row.

        Raises Ambiguous when several records, or an earlier row of the sheet, could be meant.
        """
        number = None if self._empty else self._among_records(values, marks, read)
        if number is not None:
            earlier = self._taken.setdefault(number, row)
            if earlier != row:
                raise Ambiguous(_("与第 {row} 行是同一条记录").format(row=earlier))
            return number
        self._among_rows(marks)
        own = Earlier(row, marks[0].place) if marks else None
        for mark in marks:
            if own:
                self._rows[mark.place].setdefault(mark.hash, own)
        return None

    def _among_records(
        self, values: Values, marks: list[Mark], read: Callable[[int], Values]
    ) -> int | None:
        for mark in marks:
            number = self._of(mark.place).get(mark.hash)
            if number is None:
                continue
            keys = self._keys[mark.place]
            self._ask_which(mark, values)
            known = read(number)
            if identity_of(keys, known) != identity_of(keys, values):
                continue
            other = self._contradicting(mark.place, values, known)
            if not other:
                return number
            if "name" not in keys:  # a name says nothing against a code
                raise Ambiguous(
                    _("{same}与记录 {id} 相同，但{other}不同（台账 {theirs}，表中 {mine}），请核对").format(
                        same=self._labels(keys), id=show_id(number), other=self._labels((other,)),
                        theirs=known[other], mine=values[other])
                )  # fmt: skip
        return None

    def _ask_which(self, mark: Mark, values: Values) -> None:
        several = self._several.get(mark)
        if several:
            keys = self._keys[mark.place]
            raise Ambiguous(
                _("台账里有 {n} 条记录的{labels}都是“{what}”（{ids}），请补充其他编号后再导入").format(
                    n=len(several), labels=self._labels(keys),
                    what=" ".join(str(values[k]) for k in keys),
                    ids="、".join(show_id(i) for i in several[:SHOWN]))
            )  # fmt: skip

    def _contradicting(self, place: int, values: Values, known: Values) -> str:
        """Return the more trusted code that differs on both sides, empty when none does."""
        for keys in self._keys[:place]:
            mine, theirs = identity_of(keys, values), identity_of(keys, known)
            if len(keys) == 1 and mine and theirs and mine != theirs:
                return keys[0]
        return ""

    def _among_rows(self, marks: list[Mark]) -> None:
        """Raise Ambiguous when an earlier row of the sheet is the same record.

        Two rows that differ in a more trusted identity are two records: only a code they share is
        asked about.
        """
        places = {mark.place for mark in marks}
        for mark in marks:
            earlier = self._rows[mark.place].get(mark.hash)
            if earlier is None:
                continue
            keys = self._keys[mark.place]
            differing = earlier.trusted < mark.place and earlier.trusted in places
            is_code = len(keys) == 1 and self._declaration.field(keys[0]).kind == "code"
            if is_code or not differing:
                raise Ambiguous(
                    _("{label}与第 {row} 行重复").format(
                        label=self._labels(keys), row=earlier.row
                    )
                )

    def _of(self, place: int) -> dict[int, int]:
        found = self._known[place]
        if found is None:
            found = self._known[place] = {}
            self._learn(place, found)
        return found

    def _learn(self, place: int, found: dict[int, int]) -> None:
        kind, keys = self._declaration.key, self._keys[place]
        for number, *raw in queries.identities(self._session.register, kind, keys):
            values = [stored_value(v) for v in raw]
            if any(isinstance(v, Absent) for v in values):
                continue
            mark = Mark(place, hash(tuple(_folded(v) for v in values)))  # type: ignore[arg-type]
            first = found.setdefault(mark.hash, number)
            if first != number:
                self._several.setdefault(mark, [first]).append(number)

    def _labels(self, keys: Key) -> str:
        return "、".join(self._declaration.field(k).label for k in keys)


def identity_of(keys: Key, values: Values) -> Key | None:
    """Return the folded values of an identity, None unless all of them are there."""
    found = []
    for key in keys:
        value = values.get(key)
        if value is None or isinstance(value, Absent):
            return None
        found.append(_folded(value))
    return tuple(found)


def _folded(value: str | int) -> str:
    if isinstance(value, str) and value.isalnum() and value.isascii():
        return value.lower()
    return _fold(str(value))


_fold = lru_cache(maxsize=1 << 14)(folded)
