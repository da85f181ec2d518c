"""Collects what is missing or looks odd in the registers, each finding with its rows."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query


@dataclass(frozen=True)
class Finding:
    """One kind of gap or oddity in one kind of record, and how many rows have it."""

    kind: str
    kind_label: str
    field: str
    sentence: str
    count: int
    filters: tuple[Filter, ...]


def findings(session: Session, kind: str | None = None) -> list[Finding]:
    """Return gaps in required and recommended fields, odd values and repeated codes, most rows first."""
    found: list[Finding] = []
    for declaration in session.declarations:
        if declaration.key != kind and (kind or not _looked_at(declaration)):
            continue
        total = queries.count(session.register, Query(declaration.key))
        if total:
            found += _gaps(session, declaration.key, total) + _odd(session, declaration.key)
            found += _repeated(session, declaration.key)
    return sorted(found, key=lambda f: (-f.count, f.kind, f.field))


def _looked_at(declaration: Declaration) -> bool:
    return declaration.category or declaration.key == "unit"


def _finding(
    session: Session, kind: str, key: str, sentence: str, count: int, *filters: Filter
) -> Finding:
    return Finding(kind, session.declaration(kind).label, key, sentence, count, filters)


def _gaps(session: Session, kind: str, total: int) -> list[Finding]:
    wanted = [f for f in session.declaration(kind).fields if f.need in ("R", "r")]
    filled = queries.filled(session.register, kind, [f.key for f in wanted])
    return [
        _finding(session, kind, f.key, _gap_sentence(f), total - n, Filter(f.key, "empty"))
        for f, n in zip(wanted, filled, strict=True)
        if total - n
    ]


def _gap_sentence(field: Field) -> str:
    need = _("必填") if field.need == "R" else _("应填")
    return _("{label}：未填（{need}）").format(label=field.label, need=need)


def _odd(session: Session, kind: str) -> list[Finding]:
    counts: Counter[str] = Counter()
    for text in queries.marked(session.register, kind):
        counts.update(json.loads(text))
    declaration = session.declaration(kind)
    return [
        _finding(
            session,
            kind,
            key,
            _("{label}：格式或数值少见").format(label=declaration.field(key).label),
            n,
            Filter("_marks", "contains", f'"{key}"'),
        )
        for key, n in counts.items()
        if declaration.has(key)
    ]


def _repeated(session: Session, kind: str) -> list[Finding]:
    """Find single codes that identify and yet stand on several records."""
    declaration = session.declaration(kind)
    found = []
    for keys in declaration.identity:
        if len(keys) == 1 and declaration.field(keys[0]).kind == "code":
            values = queries.repeated(session.register, kind, keys[0])
            rows = sum(n for _value, n in values)
            if rows:
                sentence = _("{label}：重复").format(label=declaration.field(keys[0]).label)
                wanted = Filter(keys[0], "in", "|".join(str(v) for v, _n in values[:400]))
                found.append(_finding(session, kind, keys[0], sentence, rows, wanted))
    return found
