"""Judges the heads of a record: which value is shown, where people contradict each other, what is gone.

Pure functions of the operations held and of the declarations (sync.md §3): no clock, no order of arrival.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from equipinspect.model.canonical import dumps
from equipinspect.model.declarations import Declaration

DELETED = "_deleted"
SAME_AS = "same_as:"
SALT = "_salt"
SALT_BYTES = 16
GONE = "1"
NULL = "null"
HUMAN, LATEST, HIGHER, FIXED = "human", "latest", "higher", "fixed"


class Write(NamedTuple):
    """One operation that wrote a field: its value as logged, and the operations its author saw."""

    id: int
    value: str
    parents: tuple[int, ...]


Tips = Mapping[str, Sequence[Write]]  # the heads of every field of one record
Lamport = Callable[[int], int]


def tips(written: Iterable[Write]) -> list[Write]:
    """Return the writes of one field that no other write of the same field descends from."""
    written = list(written)
    named = {parent for write in written for parent in write.parents}
    return [write for write in written if write.id not in named]


def rule(declaration: Declaration, field: str) -> str:
    """Return how concurrent values of a field or group are brought together."""
    if field in declaration.groups:
        return declaration.groups[field].merge
    return declaration.field(field).merge if declaration.has(field) else HUMAN


def shown(declaration: Declaration, field: str, heads: Sequence[Write], lamport: Lamport) -> Write:
    """Return which of several heads a reader sees until a person has decided.

    ``latest`` and ``human``: the newest; ``higher``: the highest, as the options of a choice ascend or
    as numbers do; ``fixed``: the first that was written.
    """
    newest = sorted(heads, key=lambda w: (lamport(w.id), w.id), reverse=True)
    match rule(declaration, field):
        case "higher":
            return max(newest, key=lambda w: _height(declaration, field, w.value))
        case "fixed":
            return newest[-1]
    return newest[0]


def _height(declaration: Declaration, field: str, text: str) -> tuple[int, float]:
    """Rank a value: a choice by its place among the options, anything else as a number."""
    value = json.loads(text)
    if field in declaration.groups:
        first = declaration.groups[field].fields[0]
        value, field = (value or {}).get(first), first
    if value is None or isinstance(value, dict):
        return -1, 0.0
    options = [o.value for o in declaration.field(field).options] if declaration.has(field) else []
    if str(value) in options:
        return 1, float(options.index(str(value)))
    try:
        return 0, float(value)
    except (TypeError, ValueError):
        return 0, 0.0


def says(text: str) -> str:
    """Return what a logged value says, without the salt of a withheld record."""
    if SALT not in text:
        return text
    loaded = json.loads(text)
    if not isinstance(loaded, dict):
        return text
    return dumps({key: value for key, value in loaded.items() if key != SALT})


def salted(text: str, salt: bytes) -> str:
    """Return a logged object with a salt in it, so that nobody finds out by its digest what it says."""
    return dumps({**json.loads(text), SALT: salt.hex()})


def contradict(heads: Sequence[Write]) -> bool:
    """Say whether heads of one field hold different values."""
    return len(heads) > 1 and len({says(write.value) for write in heads}) > 1


def is_tombstoned(heads: Tips) -> bool:
    """Say whether someone's last word on a record is that it is deleted."""
    return any(write.value == GONE for write in heads.get(DELETED, ()))


def disputes(declaration: Declaration, heads: Tips, referred: bool = False) -> set[str]:
    """Return the fields of a record that a person must decide; ``_deleted`` among them.

    ``referred``: a living record refers to this one, whatever its own heads say.
    """
    found = {
        field
        for field, own in heads.items()
        if field != DELETED
        and len(own) > 1
        and contradict(own)
        and rule(declaration, field) != LATEST
    }
    if DELETED in heads and _is_delete_disputed(heads, referred):
        found.add(DELETED)
    if declaration.finished_by in heads:
        found |= _behind_finishing(declaration.finished_by, heads)
    return found


def _is_delete_disputed(heads: Tips, referred: bool) -> bool:
    deletes = [write for write in heads[DELETED] if write.value == GONE]
    if not deletes:
        return False
    if len(deletes) < len(heads[DELETED]) or referred:
        return True
    named = {parent for write in deletes for parent in write.parents}
    return any(
        write.id not in named for field, own in heads.items() if field != DELETED for write in own
    )


def _behind_finishing(field: str, heads: Tips) -> set[str]:
    """Return the fields written beside the finishing of a record, neither knowing of the other."""
    done = [write for write in heads[field] if write.value != NULL]
    if not done:
        return set()
    named = {parent for write in done for parent in write.parents}
    ends = {write.id for write in done}
    return {
        other
        for other, own in heads.items()
        if other not in (field, DELETED)
        and not other.startswith(SAME_AS)
        and any(w.id not in named and not ends.intersection(w.parents) for w in own)
    }


def is_gone(heads: Tips, disputed: Iterable[str]) -> bool:
    """Say whether a record counts as deleted: someone deleted it, and nobody contradicts."""
    return is_tombstoned(heads) and DELETED not in disputed
