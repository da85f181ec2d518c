"""Tags a unit's code as what it is: a credit code, a person's ID number, an old registration number."""

from __future__ import annotations

from equipinspect.model.codes import unit_id_type
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value

CODE, TAG = "credit_code", "unit_id_type"


def tag(declaration: Declaration, values: dict[str, Value]) -> dict[str, Value]:
    """Add what kind of code newly written values hold, unless they say so themselves; return them."""
    code = values.get(CODE)
    if isinstance(code, str) and declaration.has(TAG) and values.get(TAG) is None:
        values[TAG] = unit_id_type(code)
    return values
