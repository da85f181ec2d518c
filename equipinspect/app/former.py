"""Keeps a number that was replaced with its record, so that an old certificate still finds the equipment."""

from __future__ import annotations

from collections.abc import Mapping

from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import LIST_MARK, Value
from equipinspect.store import heads, operations, queries
from equipinspect.store.operations import Action


def kept(
    declaration: Declaration, values: Mapping[str, Value], differing: Mapping[str, Value]
) -> dict[str, Value]:
    """Return what else changes: the lists of former numbers beside the numbers that change.

    ``values`` are those before. A list that the person changes too is left to the person.
    """
    found: dict[str, Value] = {}
    for field in declaration.fields:
        key = field.former
        if declaration.has(key) and field.key in differing and key not in differing:
            listed = _with(values.get(key), values.get(field.key))
            if listed != values.get(key):
                found[key] = listed
    return found


def tell(
    session: Session, running: Action, declaration: Declaration, values: Mapping[str, Value]
) -> None:
    """Write the former number that a new record names to the equipment it is about."""
    for field in declaration.fields:
        ref, _dot, key = field.former.partition(".")
        number, said = values.get(ref), values.get(field.key)
        if key and isinstance(number, int) and isinstance(said, str):
            _add(session, running, number, key, said)


def _add(session: Session, running: Action, number: int, key: str, said: str) -> None:
    kind = operations.kind_of(session.register, number)
    declaration = session.declaration(kind)
    values = queries.rows(session.register, kind, [number])[0].values
    in_force = {values.get(field.key) for field in declaration.fields if field.former == key}
    listed = _with(values.get(key), said)
    if declaration.has(key) and said not in in_force and listed != values.get(key):
        seen = heads.heads(session.register.connection, number)
        running.write(kind, number, key, listed, seen.get(key, ()))


def _with(listed: Value, said: Value) -> Value:
    """Return the list with one more number; a number stands in it once, no word for “none” at all."""
    known = listed.split(LIST_MARK) if isinstance(listed, str) and listed else []
    if not isinstance(said, str) or said in known:
        return listed
    return LIST_MARK.join([*known, said])
