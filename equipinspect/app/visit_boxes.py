"""The boxes of a check record that the unit's own record fills, as they are on the day of the visit."""

from __future__ import annotations

from equipinspect.app import records
from equipinspect.app.session import Session
from equipinspect.model.fields import LIST_MARK, Value

UNIT_TYPES = {"user": "use", "maintainer": "maintain", "filler": "fill", "maker": "make",
              "installer": "install", "modifier": "modify", "repairer": "repair",
              "inspector": "inspect", "tester": "test", "designer": "design"}  # fmt: skip
UNIT_BOXES = {  # box of the record form ← field of the unit
    "unit_name": "name",
    "credit_code": "credit_code",
    "legal_person": "legal_person",
    "unit_address": "address",
    "contact": "contact",
    "contact_duty": "contact_duty",
    "contact_phone": "phone",
}


def unit_boxes(session: Session, unit: int | None) -> dict[str, Value]:
    """Return the boxes of the form that the unit's own record fills, as they are today."""
    if unit is None:
        return {}
    values = records.read(session, unit).values
    found: dict[str, Value] = {"unit": unit}
    for box, key in UNIT_BOXES.items():
        found[box] = values.get(key)
    found["safety_head"] = values.get("safety_director") or values.get("safety_officer")
    for key in ("county", "town"):
        found[key] = values.get(key)
    roles = str(values.get("roles") or "user").split(LIST_MARK)
    found["unit_types"] = LIST_MARK.join(UNIT_TYPES[r] for r in roles if r in UNIT_TYPES) or "other"
    return {k: v for k, v in found.items() if isinstance(v, str | int)}
