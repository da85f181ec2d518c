"""Fills in what follows from what was typed: what kind of code a unit has, the grade of an accident."""

from __future__ import annotations

from equipinspect.model import accidents
from equipinspect.model.codes import unit_id_type
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value

CODE, TAG = "credit_code", "unit_id_type"
ACCIDENT = "accident"


def tag(declaration: Declaration, values: dict[str, Value]) -> dict[str, Value]:
    """Add what kind of code newly written values hold, unless they say so themselves; return them.

    A new accident gets its grade (条例 art. 61–64) from its people, money and time.
    """
    code = values.get(CODE)
    if isinstance(code, str) and declaration.has(TAG) and values.get(TAG) is None:
        values[TAG] = unit_id_type(code)
    if declaration.key == ACCIDENT and "happened_at" in values and values.get("grade") is None:
        values["grade"] = accidents.grade(values)
    return values
