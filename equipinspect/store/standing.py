"""Which status equipment had on a past day, for many records at once, from the dated events of the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from equipinspect.store.register import Register

IN_USE = "in_use"
Event = tuple[str, str]  # the day from which a status holds, empty for ever since; the status


def history(register: Register, ids: Sequence[int]) -> dict[int, list[Event]]:
    """Return the use status events of some records, oldest day first, as `heads.dated` reads them.

    Of two for one day the newer stands; one without a status takes back what stood for its day.
    """
    standing: dict[int, dict[str, str | None]] = {number: {} for number in ids}
    for number, _time, _operation, since, status in register.connection.execute(
        """WITH wanted(id) AS MATERIALIZED (SELECT value FROM json_each(?)),
          written AS (
            SELECT o.id, o.id AS entity, -1 AS time, o.value FROM wanted JOIN operation o USING(id)
            UNION ALL
            SELECT o.id, o.entity, (SELECT c.lamport FROM change_set c WHERE c.first_op <= o.id
              ORDER BY c.first_op DESC LIMIT 1), o.value
            FROM wanted JOIN operation o ON o.entity = wanted.id
            WHERE o.field = 'use' AND o.field <> '*')
        SELECT entity, time, id, coalesce(json_extract(value, '$.use_status_from'), ''),
          json_extract(value, '$.use_status') FROM written ORDER BY entity, time, id""",
        (str(list(ids)),),
    ):
        standing[number][since] = status
    return {
        number: [(day, status) for day in sorted(events) if (status := events[day]) is not None]
        for number, events in standing.items()
    }


def later(register: Register, kind: str, day: str) -> list[int]:
    """Return the living records whose present status began after a day, and which had one before.

    Of all others the row itself says what they were: the present status holds since its day, and a
    record never written again had no status before its first.
    """
    found = register.connection.execute(
        """SELECT id FROM equipment e WHERE category = ? AND _deleted = 0 AND use_status_from > ?
           AND EXISTS(SELECT 1 FROM head h WHERE h.entity = e.id AND h.field = 'use')""",
        (kind, day),
    )
    return [int(row[0]) for row in found]


def was_in_use(register: Register, kind: str, day: str) -> Iterator[int]:
    """Yield the records in use on a day whose present status began only after it."""
    for number, events in history(register, later(register, kind, day)).items():
        held = [status for since, status in events if since <= day]
        if held and held[-1] == IN_USE:
            yield number


def spans(events: Sequence[Event], first: str, last: str) -> Iterator[tuple[str, str]]:
    """Yield the stretches of days between two days, both included, in which equipment was in use.

    A stretch ends with the day before the next status; it is given as its first day and the day
    after its last, empty when it goes on.
    """
    for (since, status), (until, _next) in zip(events, [*events[1:], ("", "")], strict=True):
        if status == IN_USE and since <= last and (not until or until > first):
            yield max(since, first), until if until and until <= last else ""
