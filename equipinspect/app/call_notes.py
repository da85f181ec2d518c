"""Notes of telephone calls to units about their insurance: what was said, when to call again."""

from __future__ import annotations

from datetime import date

from equipinspect.app import records
from equipinspect.app.forecasting import Call
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.errors import NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.text import _

KIND, ABOUT = "contact_note", "insurance"


def note(
    session: Session,
    call: Call,
    on: date,
    result: str,
    again_on: str | None = None,
    words: str = "",
) -> Changed:
    """Write what came of a call; a second call of a unit on one day corrects the note of the first.

    Raises NotAllowed for lifts without a using unit.
    """
    if call.unit is None:
        raise NotAllowed(_("这些电梯没有登记使用单位，请先在台账里补上使用单位。"))
    said: dict[str, Value] = {
        "result": result,
        "again_on": again_on,
        "note": words or None,
        "phone": call.phone or None,
    }
    with session.action("call", call.name) as running:
        if call.contact is not None and call.contact.on == on.isoformat():
            record = records.read(session, call.contact.id)
            differing = {k: v for k, v in said.items() if v != record.values.get(k)}
            written = records.units_of_writing(session, record, differing)
            records.write(session, running, record, written)
        else:
            own: dict[str, Value] = {"unit": call.unit, "on": on.isoformat(), "about": ABOUT}
            running.create(KIND, own | {k: v for k, v in said.items() if v is not None})
    return changed(running)
