"""Adds a record the way its kind asks: a hazard with number and first state, anything else as typed."""

from __future__ import annotations

from collections.abc import Mapping

from equipinspect.app import hazards, records
from equipinspect.app.session import Session
from equipinspect.app.tagging import tag
from equipinspect.model.fields import Value


def add(session: Session, kind: str, values: Mapping[str, Value]) -> int:
    """Create a record from stored values and return its id; raise what `records.save_new` raises."""
    if kind == hazards.KIND:
        return hazards.add(session, hazards.filled_in(session, values))
    return records.save_new(session, kind, tag(session.declaration(kind), dict(values)))
