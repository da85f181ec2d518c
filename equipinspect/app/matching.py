"""Finds which record of the register a sheet row speaks of, by the identity keys of its category."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from equipinspect.app.places import CHECK
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
KEPT_FOLDS = 1 << 12


class Ambiguous(Exception):
    """A row that several records, or contradicting codes, could mean: ask, never guess."""


class Mark(NamedTuple):
    """One complete identity of a row: which one in the order of trust, and its hash of 64 bits."""

    place: int
    hash: int


class Matcher:
    """The identities of all living records of one kind, and of the rows of the sheet so far.

    Identities are kept as hashes to save memory; a record that is met is read and compared for real.
    Of an earlier row one number is kept: its row and the place of its most trusted identity.
    """

    def __init__(self, session: Session, declaration: Declaration) -> None:
        self._session = session
        self._declaration = declaration
        self._keys = identities(declaration)
        self._known: list[dict[int, int] | None] = [None] * len(self._keys)
        self._several: dict[Mark, list[int]] = {}
        self._rows: list[dict[int, int]] = [{} for _keys in self._keys]
        self._taken: dict[int, int] = {}
        self._empty = queries.count(session.register, queries.Query(declaration.key)) == 0

    def marks(self, values: Values) -> list[Mark]:
        """Return the complete identities of a row, the most trusted first."""
        found = ((place, identity_of(keys, values)) for place, keys in enumerate(self._keys))
        return [Mark(place, hash(wanted)) for place, wanted in found if wanted is not None]

    def candidates(self, marks: list[Mark]) -> Iterator[int]:
        """Yield the records that a row may mean."""
        if not self._empty:
            for mark in marks:
                number = self._of(mark.place).get(mark.hash)
                if number is not None:
                    yield number

    def find(self, values: Values, marks: list[Mark], read: Callable[[int], Values]) -> int | None:
        """Return the record that a row means, None for a new one.

        Raises Ambiguous when several records, or an earlier row of the sheet, could be meant.
        """
        number = None if self._empty else self._among_records(values, marks, read)
        if number is None:
            self._among_rows(marks)
        else:
            self.check_free(number)
        return number

    def check_free(self, number: int) -> None:
        """Raise Ambiguous when an earlier row of the sheet means the record already."""
        if number in self._taken:
            raise Ambiguous(_("与第 {row} 行是同一条记录").format(row=self._taken[number]))

    def remember(self, number: int | None, marks: list[Mark], row: int) -> None:
        """Keep a row that goes in, so that a later one cannot be the same record."""
        if number is not None:
            self._taken[number] = row
        for place, mark in marks:
            self._rows[place].setdefault(mark, row * len(self._keys) + marks[0].place)

    def _among_records(
        self, values: Values, marks: list[Mark], read: Callable[[int], Values]
    ) -> int | None:
        for mark in marks:
            number = self._of(mark.place).get(mark.hash)
            if number is None:
                continue
            keys = self._keys[mark.place]
            wanted = identity_of(keys, values)
            known = {n: read(n) for n in self._several.get(mark, [number])}
            same = {n: v for n, v in known.items() if identity_of(keys, v) == wanted}
            agreeing = [n for n, v in same.items() if not self._contradicting(mark, values, v)]
            agreeing = self._narrowed(mark, values, {n: known[n] for n in agreeing})
            if len(agreeing) == 1:
                return agreeing[0]
            if agreeing:
                raise Ambiguous(self._which(keys, values, agreeing))
            if same and "name" not in keys:  # a name says nothing against a code
                raise Ambiguous(self._contradiction(mark, values, *next(iter(same.items()))))
        return None

    def _narrowed(self, mark: Mark, values: Values, known: dict[int, Values]) -> list[int]:
        """Keep, of several candidates, those that a less trusted identity speaks for as well."""
        for keys in self._keys[mark.place + 1 :]:
            wanted = identity_of(keys, values)
            met = {n: v for n, v in known.items() if wanted and identity_of(keys, v) == wanted}
            known = met or known
        return list(known)

    def _which(self, keys: Key, values: Values, numbers: list[int]) -> str:
        return _("台账里有 {n} 条记录的{labels}都是“{what}”（{ids}），请补充其他编号后再导入").format(
            n=len(numbers), labels=self._labels(keys), what=" ".join(str(values[k]) for k in keys),
            ids="、".join(show_id(i) for i in numbers[:SHOWN])
        )  # fmt: skip

    def _contradiction(self, mark: Mark, values: Values, number: int, known: Values) -> str:
        other = self._contradicting(mark, values, known)
        return _("{same}与记录 {id} 相同，但{other}不同（台账 {theirs}，表中 {mine}），请核对").format(
            same=self._labels(self._keys[mark.place]), id=show_id(number),
            other=self._labels((other,)), theirs=known[other], mine=values[other]
        )  # fmt: skip

    def _contradicting(self, mark: Mark, values: Values, known: Values) -> str:
        """Return the more trusted code that differs on both sides, empty when none does."""
        for keys in self._keys[: mark.place]:
            mine, theirs = identity_of(keys, values), identity_of(keys, known)
            if len(keys) == 1 and mine and theirs and mine != theirs:
                return keys[0]
        return ""

    def _among_rows(self, marks: list[Mark]) -> None:
        """Raise Ambiguous when an earlier row of the sheet is the same record.

        Two rows that differ in a more trusted identity are two records: only a code they share is
        asked about.
        """
        for place, mark in marks:
            earlier = self._rows[place].get(mark)
            if earlier is not None:
                row, trusted = divmod(earlier, len(self._keys))
                keys = self._keys[place]
                differing = trusted < place and any(m.place == trusted for m in marks)
                is_code = len(keys) == 1 and self._declaration.field(keys[0]).kind == "code"
                if is_code or not differing:
                    label = self._labels(keys)
                    raise Ambiguous(_("{label}与第 {row} 行重复").format(label=label, row=row))

    def _of(self, place: int) -> dict[int, int]:
        found = self._known[place]
        if found is None:
            found = self._known[place] = {}
            self._learn(place, found)
        return found

    def _learn(self, place: int, found: dict[int, int]) -> None:
        kind, keys = self._declaration.key, self._keys[place]
        for number, *raw in queries.identities(self._session.register, kind, keys):
            wanted = _complete(stored_value(v) for v in raw)
            if wanted is None:
                continue
            mark = Mark(place, hash(wanted))
            first = found.setdefault(mark.hash, number)
            if first != number:
                self._several.setdefault(mark, [first]).append(number)

    def _labels(self, keys: Key) -> str:
        return "、".join(self._declaration.field(k).label for k in keys)


def identities(declaration: Declaration) -> tuple[Key, ...]:
    """Return what identifies a record; a place is where several may be."""
    return tuple(
        keys
        for keys in declaration.identity
        if not (len(keys) == 1 and declaration.field(keys[0]).check == CHECK)
    )


def _fold(value: Value) -> str | None:
    """Write a value as identities compare it, None for what is not there."""
    if type(value) is str and value.isascii() and value.isalnum():
        return value.lower()
    return _folded(value)


@lru_cache(maxsize=KEPT_FOLDS)
def _folded(value: Value) -> str | None:
    return None if value is None or isinstance(value, Absent) else folded(str(value)) or None


def identity_of(keys: Key, values: Values) -> Key | None:
    """Return the folded values of an identity, None unless all of them are there."""
    return _complete(map(values.get, keys))


def _complete(values: Iterable[Value]) -> Key | None:
    found = tuple(map(_fold, values))
    return None if None in found else found  # type: ignore[return-value]
