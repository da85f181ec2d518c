"""Chooses the records of a slice: some equipment, all it refers to, all that refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from equipinspect.app import records
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.text import _
from equipinspect.store import queries, references
from equipinspect.store.queries import Filter, Query

CATEGORY = "category"
ALWAYS = ("replica", "office", "person", "town", "signing_key")  # small, and named everywhere


def chosen(session: Session, only: Mapping[str, str]) -> frozenset[int]:
    """Return the records of a slice; ``only`` names fields of equipment by key or label, and values.

    ``category`` (several joined by 、 or +) picks the kinds. Raises UserError for unknown words.
    """
    kinds = _kinds(session, only.get(CATEGORY, ""))
    wanted = {key: text for key, text in only.items() if key != CATEGORY}
    picked: set[int] = set()
    for kind in kinds:
        found = records.parse(session, kind, wanted) if wanted else {}
        filters = tuple(Filter(key, "=", str(value)) for key, value in found.items())
        picked.update(queries.positions(session.register, Query(kind, filters)))
    picked |= _children(session, picked)
    for kind in ALWAYS:
        if kind in session.declarations:
            picked.update(queries.positions(session.register, Query(kind)))
    return frozenset(_closed(session, picked) - _withheld(session))


def _withheld(session: Session) -> set[int]:
    """Return the records that leave with a whole register only: who complained."""
    kinds = [d.key for d in session.declarations.records() if d.withheld]
    return {n for kind in kinds for n in queries.positions(session.register, Query(kind))}


def _kinds(session: Session, text: str) -> list[str]:
    every = session.declarations.categories()
    if not text:
        return [d.key for d in every]
    words = [word for word in text.replace("+", "、").split("、") if word]
    found = [d.key for d in every if {d.key, d.label} & set(words)]
    if len(found) < len(words):
        raise UserError(_("不认识设备种类“{text}”；用 categories 查看全部种类。").format(text=text))
    return found


def _children(session: Session, picked: set[int]) -> set[int]:
    """Return everything that refers to the picked records, and what refers to that."""
    found: set[int] = set()
    new = picked
    while new:
        new = references.referrers(session.register, new, {"equipment", "check"}) - found - picked
        found |= new
    return found


def _closed(session: Session, picked: Iterable[int]) -> set[int]:
    """Add whatever the records refer to, until nothing is missing."""
    found = set(picked)
    new = found
    while new:
        new = references.targets(session.register, new) - found
        found |= new
    return found
