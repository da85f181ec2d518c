"""The task list of records that may be one and the same: equal identities, and names that are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from equipinspect.app import sameness
from equipinspect.app.likeness import pairs
from equipinspect.app.lists import title
from equipinspect.app.matching import Key, identities, identity_of
from equipinspect.app.naming import is_code
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store import sameness as said
from equipinspect.store.shapes import stored_value

MOST_OF_ONE = 20  # records with one identity: more are a word typed into a code's place
ALIKE = frozenset({"unit", "person"})  # kinds whose names tell


@dataclass(frozen=True)
class Duplicate:
    """Two records that may be one: why, how alike in %, ``exact`` when an identity is equal."""

    kind: str
    one: int
    other: int
    titles: tuple[str, str]
    why: str
    score: int
    exact: bool


@dataclass(frozen=True)
class _Pair:
    one: int
    other: int
    why: str
    score: int


def possible(session: Session, kind: str = "") -> list[Duplicate]:
    """Return the possible duplicates, exact ones first; those said to be apart are not asked again."""
    found: list[Duplicate] = []
    for declaration in session.declarations:
        if kind in ("", declaration.key) and sameness.may_be_same(session, declaration.key):
            exact = _without_told(session, declaration, _equal(session, declaration))
            known = {(p.one, p.other) for p in exact}
            alike = _alike(session, declaration) if declaration.key in ALIKE else []
            near = [p for p in alike if (p.one, p.other) not in known]
            found += _named(session, declaration, exact, True)
            found += _named(session, declaration, _without_told(session, declaration, near), False)
    return sorted(found, key=lambda d: (not d.exact, -d.score, d.one, d.other))


def accept_exact(session: Session, kind: str = "", reason: str = "") -> Changed:
    """Say of every pair with an equal identity that it is one, as one action."""
    found = [(d.one, d.other) for d in possible(session, kind) if d.exact]
    if not found:
        return Changed(frozenset(), (), "", {"accepted": 0})
    with session.action("same", reason or _("编号相同，整批确认")) as running:
        sameness.write_same(session, running, found)
    return changed(running, accepted=len(found))


def _equal(session: Session, declaration: Declaration) -> list[_Pair]:
    """Return pairs whose identity is equal, unless a more trusted code tells them apart."""
    found: dict[tuple[int, int], _Pair] = {}
    keys = identities(declaration)
    for place, each in enumerate(keys):
        label = "、".join(declaration.field(k).label for k in each)
        for group in _groups(session, declaration, each):
            values = _values(session, declaration, group) if place else {}
            for one, other in _two_of(group):
                if not _told_apart(keys[:place], values.get(one, {}), values.get(other, {})):
                    pair = _Pair(one, other, _("{what}相同").format(what=label), 100)
                    found.setdefault((one, other), pair)
    return list(found.values())


def _groups(session: Session, declaration: Declaration, keys: Key) -> Iterator[list[int]]:
    """Yield the living records of a kind that share one identity."""
    by_identity: dict[tuple[str, ...], list[int]] = {}
    single = len(keys) == 1 and declaration.field(keys[0]).kind == "code"
    for number, *raw in queries.identities(session.register, declaration.key, keys):
        values = dict(zip(keys, map(stored_value, raw), strict=True))
        if single and not is_code(values[keys[0]]):
            continue
        wanted = identity_of(keys, values)
        if wanted is not None:
            by_identity.setdefault(wanted, []).append(number)
    yield from (g for g in by_identity.values() if 1 < len(g) <= MOST_OF_ONE)


def _values(
    session: Session, declaration: Declaration, group: list[int]
) -> dict[int, Mapping[str, Value]]:
    rows = queries.rows(session.register, declaration.key, group)
    return {row.id: row.values for row in rows}


def _two_of(group: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that connect a group: each with the smallest."""
    first, *rest = sorted(group)
    yield from ((first, other) for other in rest)


def _told_apart(
    trusted: Iterable[Key], one: Mapping[str, Value], other: Mapping[str, Value]
) -> bool:
    """Say whether a more trusted code stands on both and differs."""
    for keys in trusted:
        mine, theirs = identity_of(keys, one), identity_of(keys, other)
        if len(keys) == 1 and mine and theirs and mine != theirs:
            return True
    return False


def _alike(session: Session, declaration: Declaration) -> list[_Pair]:
    """Return pairs whose names are likely the same and whose codes do not tell them apart."""
    by_name: dict[str, list[int]] = {}
    for number, *(name,) in queries.identities(session.register, declaration.key, ("name",)):
        by_name.setdefault(str(name), []).append(number)
    found = []
    codes = [keys for keys in identities(declaration) if keys != ("name",)]
    for one, two, score in pairs(by_name, ()):
        first, second = sorted((min(by_name[one]), min(by_name[two])))
        values = _values(session, declaration, [first, second])
        if not _told_apart(codes, values.get(first, {}), values.get(second, {})):
            found.append(_Pair(first, second, _("名称相近"), score))
    return found


def _without_told(
    session: Session, declaration: Declaration, found: Iterable[_Pair]
) -> list[_Pair]:
    """Leave out the pairs of which somebody said already that they are not one."""
    connection = session.register.connection
    left = []
    for pair in found:
        told = dict(said.links(connection, pair.one))
        if pair.other not in told:
            left.append(pair)
    return left


def _named(
    session: Session, declaration: Declaration, found: Iterable[_Pair], exact: bool
) -> list[Duplicate]:
    listed = list(found)
    ids = sorted({n for p in listed for n in (p.one, p.other)})
    rows = queries.rows(session.register, declaration.key, ids)
    names = {row.id: title(session, row, declaration.key) for row in rows}
    return [
        Duplicate(declaration.key, p.one, p.other, (names[p.one], names[p.other]), p.why, p.score,
                  exact)
        for p in listed
    ]  # fmt: skip
