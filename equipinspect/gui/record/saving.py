"""Saves what was typed in a form: names of places become codes first; runs beside the window."""

from __future__ import annotations

from collections.abc import Mapping

from equipinspect.app import adding, places, records
from equipinspect.app.records import Record
from equipinspect.app.session import Session
from equipinspect.model.changes import Changed
from equipinspect.model.fields import Value


def save_new(session: Session, kind: str, values: Mapping[str, Value]) -> int:
    """Create a record from typed values; return its id."""
    coded = places.coded(session, session.declaration(kind), dict(values))
    return adding.add(session, kind, coded)


def save(session: Session, record: Record, changes: Mapping[str, Value]) -> Changed:
    """Write the typed values that differ."""
    coded = places.coded(session, session.declaration(record.kind), dict(changes))
    return records.save(session, record, coded)
