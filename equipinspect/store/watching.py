"""Named reads behind the lists of devices to be watched: places, accidents, open hazards, ages."""

from __future__ import annotations

from collections.abc import Iterator

from equipinspect.model.canonical import dumps
from equipinspect.store import queries
from equipinspect.store.register import Register

OPEN = "('found', 'issued', 'rectifying', 'reported', 'rechecked')"


def devices(register: Register) -> Iterator[tuple[int, str, str, bool]]:
    """Yield every device in use but cylinders: id, kind, place type, whether it was marked by hand."""
    marked = queries.expression(register.shapes.of("elevator"), "is_key")
    for number, kind, place, is_key in register.connection.execute(
        f"""SELECT id, category, coalesce(place_type, ''), {marked} FROM equipment
           WHERE category IN (SELECT value FROM json_each(?)) AND _deleted = 0
           AND use_status = 'in_use' ORDER BY id""",
        (dumps([c.key for c in register.declarations.categories() if c.key != "gas_cylinder"]),),
    ):
        yield number, kind, place, is_key in (1, "1")


def accidents(register: Register, since: str, until: str) -> dict[int, str]:
    """Return the devices with an accident between two days, and when the last one was."""
    rows = register.connection.execute(
        """SELECT equipment, max(happened_at) FROM accident WHERE _deleted = 0
           AND equipment IS NOT NULL AND happened_at >= ? AND happened_at < ? || 'T' GROUP BY 1""",
        (since, until),
    )
    return {row[0]: str(row[1]) for row in rows}


def major_hazards(register: Register, until: str) -> dict[int, str]:
    """Return the devices with an open 重大 hazard found by a day, and when it was found."""
    rows = register.connection.execute(
        f"""SELECT equipment, min(found_on) FROM hazard WHERE _deleted = 0 AND level = 'major'
           AND equipment IS NOT NULL AND found_on <= ? AND state IN {OPEN} GROUP BY 1""",
        (until,),
    )
    return {row[0]: str(row[1]) for row in rows}


def ages(register: Register) -> Iterator[tuple[int, str, str]]:
    """Yield every lift in use whose age is known: id, since when, and the field that says so."""
    for number, used, made in register.connection.execute(
        """SELECT id, in_use_on, made_on FROM equipment INDEXED BY equipment_category__deleted
           WHERE category = 'elevator' AND _deleted = 0 AND use_status = 'in_use'"""
    ):
        for since, how in ((used, "in_use_on"), (made, "made_on")):
            if isinstance(since, str) and since[:4].isdigit():
                yield number, since, how
                break
