"""Finds which record of the register a sheet row speaks of, by the identity keys of its category."""

from __future__ import annotations

from collections.abc import Mapping

from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Absent, Value, folded
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import queries

Key = tuple[str, ...]


class Ambiguous(Exception):
    """A row that several records, or contradicting codes, could mean: ask, never guess."""


class Matcher:
    """The identities of all living records of one kind, read once per import."""

    def __init__(self, session: Session, declaration: Declaration) -> None:
        self._session = session
        self._declaration = declaration
        self._known: dict[Key, dict[Key, list[int]]] = {}
        self._seen: dict[Key, dict[Key, int]] = {}
        self._empty = queries.count(session.register, queries.Query(declaration.key)) == 0

    def find(self, values: Mapping[str, Value]) -> int | None:
        """Return the record with the identity of ``values``, None when it is new; raise Ambiguous."""
        if self._empty:
            return None
        for keys in self._declaration.identity:
            wanted = identity_of(keys, values)
            found = self._of(keys).get(wanted, []) if wanted else []
            if len(found) > 1:
                raise Ambiguous(
                    _("台账里有 {n} 条记录的{labels}都是“{what}”（{ids}），请补充其他编号后再导入").format(
                        n=len(found), labels=self._labels(keys), what=" ".join(wanted or ()),
                        ids="、".join(show_id(i) for i in found[:5]))
                )  # fmt: skip
            if found:
                return self._agreeing(keys, found[0], values)
        return None

    def _agreeing(self, keys: Key, number: int, values: Mapping[str, Value]) -> int:
        """Return the record unless a more trusted code on both sides says it is another one."""
        row = queries.rows(self._session.register, self._declaration.key, [number])[0].values
        for trusted in self._declaration.identity:
            if trusted == keys:
                break
            mine, theirs = identity_of(trusted, values), identity_of(trusted, row)
            if len(trusted) == 1 and mine and theirs and mine != theirs:
                raise Ambiguous(
                    _("{same}与记录 {id} 相同，但{other}不同（台账 {theirs}，表中 {mine}），请核对").format(
                        same=self._labels(keys), id=show_id(number), other=self._labels(trusted),
                        theirs=theirs[0], mine=mine[0])
                )  # fmt: skip
        return number

    def seen_before(self, values: Mapping[str, Value], row: int) -> tuple[str, int] | None:
        """Return the identity and the earlier row of the same sheet that has it; remember this one."""
        for keys in self._declaration.identity:
            wanted = identity_of(keys, values)
            if wanted is None:
                continue
            earlier = self._seen.setdefault(keys, {}).setdefault(wanted, row)
            return (self._labels(keys), earlier) if earlier != row else None
        return None

    def _of(self, keys: Key) -> dict[Key, list[int]]:
        if keys not in self._known:
            found: dict[Key, list[int]] = {}
            for number, *raw in queries.identities(
                self._session.register, self._declaration.key, keys
            ):
                found.setdefault(tuple(_folded(v) for v in raw), []).append(number)
            self._known[keys] = found
        return self._known[keys]

    def _labels(self, keys: Key) -> str:
        return "、".join(self._declaration.field(k).label for k in keys)


def identity_of(keys: Key, values: Mapping[str, Value]) -> Key | None:
    """Return the folded values of an identity, None unless all of them are there."""
    found = []
    for key in keys:
        value = values.get(key)
        if value is None or isinstance(value, Absent):
            return None
        found.append(_folded(value))
    return tuple(found)


def _folded(value: str | int) -> str:
    return value.upper() if isinstance(value, str) and value.isascii() else folded(str(value))
