"""Named reads of the links between policies and lifts."""

from __future__ import annotations

from dataclasses import dataclass

from equipinspect.store import queries
from equipinspect.store.register import Register


def lifts(register: Register, day: str) -> dict[int, tuple[int, int]]:
    """Return for every policy how many lifts it lists, and how many of them it covers on a day."""
    rows = register.connection.execute(
        """SELECT l.policy, count(DISTINCT l.equipment), count(DISTINCT CASE WHEN
             max(p.starts, coalesce(l.starts, p.starts)) <= :day AND
             min(p.ends, coalesce(l.ends, p.ends), coalesce(p.surrendered_on, p.ends)) >= :day
             THEN l.equipment END)
           FROM policy_link l JOIN policy p ON p.id = l.policy WHERE l._deleted = 0 GROUP BY 1""",
        {"day": day},
    )
    return {row[0]: (row[1], row[2]) for row in rows}


@dataclass(frozen=True)
class Known:
    """A lift as an insurer's sheet may speak of it; empty text for what is not known."""

    id: int
    reg_no: str
    device_code: str
    old_reg_code: str
    rescue_code: str
    unit: str
    address: str
    estate: str
    building: str

    @property
    def where(self) -> str:
        """The lift in one line: unit and address."""
        return f"{self.unit} {self.address}".strip()


def known(register: Register) -> list[Known]:
    """Return every lift of the register with what tells it apart."""
    rescue = queries.expression(register.shapes.of("elevator"), "rescue_code")
    rows = register.connection.execute(
        f"""SELECT e.id, coalesce(e.reg_no, ''), coalesce(e.device_code, ''),
             coalesce(e.old_reg_code, ''), coalesce({rescue}, ''), coalesce(u.name, ''),
             coalesce(e.address, ''), coalesce(e.estate, ''),
             coalesce(e.building, '') || coalesce(e.unit_no, '') || coalesce(e.internal_no, '')
           FROM equipment e LEFT JOIN unit u ON u.id = e.user_unit
           WHERE e.category = 'elevator' AND e._deleted = 0 ORDER BY e.id"""
    )
    return [Known(*row) for row in rows]


def links(register: Register) -> dict[tuple[int, int], tuple[int, str | None, str | None]]:
    """Return the living links by policy and lift: their id, and their own period."""
    rows = register.connection.execute(
        "SELECT policy, equipment, id, starts, ends FROM policy_link WHERE _deleted = 0"
        " ORDER BY id DESC"
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}


def in_tray(register: Register) -> dict[str, str]:
    """Return the rows of insurers' sheets met before: fingerprint and what became of them."""
    rows = register.connection.execute(
        "SELECT fingerprint, state FROM insured_row WHERE _deleted = 0 AND fingerprint IS NOT NULL"
    )
    return {str(row[0]): str(row[1] or "open") for row in rows}
