"""Doubts wall clocks: a device whose time jumped back, runs ahead, or fell to 1970; evidence only."""

from __future__ import annotations

from datetime import datetime, timedelta

from equipinspect.model.chain import SetHead
from equipinspect.model.text import _
from equipinspect.store.register import Register

AHEAD = timedelta(days=1)
BACK = timedelta(minutes=10)
OLDEST_YEAR = 2000
MOST_NAMED = 20


def moment(at_wall: str) -> datetime | None:
    """Read a wall clock text with its zone; None when it is none."""
    try:
        found = datetime.fromisoformat(at_wall)
    except ValueError:
        return None
    return found if found.tzinfo else None


def doubt(at_wall: str, before: str, now: str) -> str:
    """Say what is odd about a wall clock after ``before`` and looked at ``now``; empty if nothing is."""
    at, last, today = moment(at_wall), moment(before), moment(now)
    if at is None:
        return _("时间 {at} 读不懂").format(at=at_wall)
    if at.year < OLDEST_YEAR:
        return _("时钟停在 {year} 年").format(year=at.year)
    if today and at > today + AHEAD:
        return _("时钟走到了将来（{at}）").format(at=at_wall[:16])
    if last and at < last - BACK:
        return _("时钟从 {last} 倒回 {at}").format(last=before[:16], at=at_wall[:16])
    return ""


class Clocks:
    """Looks at the wall clocks of the sets that come in, device by device."""

    def __init__(self, register: Register, now: str) -> None:
        self._register = register
        self._now = now
        self._last: dict[int, str] = {}
        self._found: list[str] = []

    def look(self, head: SetHead) -> None:
        """Compare one set with the one before it of the same device."""
        if head.replica not in self._last:
            row = self._register.connection.execute(
                "SELECT at_wall FROM change_set WHERE replica=? AND seq=?",
                (head.replica, head.seq - 1),
            ).fetchone()
            self._last[head.replica] = row[0] if row else ""
        odd = doubt(head.at_wall, self._last[head.replica], self._now)
        if odd:
            self._found.append(
                _("{replica} 号设备第 {seq} 个变更集：{odd}").format(
                    replica=head.replica, seq=head.seq, odd=odd
                )
            )
        self._last[head.replica] = head.at_wall

    def doubts(self) -> list[str]:
        """Return what was found, the first ones."""
        return self._found[:MOST_NAMED]
