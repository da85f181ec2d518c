"""Joins the change sets of a proven file to the register: one transaction, the union of what both hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from equipinspect.model.errors import Cancelled
from equipinspect.model.ids import COUNTER_BITS
from equipinspect.model.text import _
from equipinspect.store import arrivals, forks, holdings, import_log, parking, proving
from equipinspect.store.operations import tip
from equipinspect.store.parcels import Parcel, unpacked
from equipinspect.store.proving import Proven
from equipinspect.store.register import Register
from equipinspect.store.strangers import Stranger
from equipinspect.store.taking import Admit, Merged, Taking, Terms, by_reason

Report = Callable[[str, int, int], None]


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


def merge(
    register: Register,
    stranger: Stranger,
    proven: Proven,
    terms: Terms,
    report: Report,
    cancelled: Callable[[], bool],
) -> Merged:
    """Merge a proven file as one transaction; raise Cancelled or UserError with nothing kept."""
    work = _Merging(register, terms, report, cancelled)
    try:
        with register.transaction():
            work.take_file(stranger, proven)
            if terms.dry_run:
                raise _DryRun
    except _DryRun:
        pass
    else:
        work.committed()
    return work.result


def reconsider(register: Register, terms: Terms, report: Report) -> Merged:
    """Merge what waited and need wait no longer: a device was enrolled, the program became newer."""
    work = _Merging(register, terms, report, lambda: False)
    with register.transaction():
        work.take_waiting()
    work.committed()
    return work.result


class _Merging:
    """One merge under way."""

    def __init__(
        self,
        register: Register,
        terms: Terms,
        report: Report,
        cancelled: Callable[[], bool],
    ) -> None:
        self._register = register
        self._terms = terms
        self._report = report
        self._cancelled = cancelled
        self._taking = Taking(register, terms)
        self._lifted: list[Parcel] = []
        self._renewed = False
        self.result = self._taking.result

    def take_file(self, stranger: Stranger, proven: Proven) -> None:
        """Take what the file brings, then whatever had waited for it."""
        connection = stranger.connection
        self._taking.keys |= proven.keys
        self._taking.verify_tips(proven)
        if self._terms.follow:
            self._follow(stranger)
        total = stranger.manifest.sets
        for number, parcel in enumerate(proving.each_set(connection, "lamport, replica, seq")):
            if number % 100 == 0:
                self._step(number, total)
            self._taking.take(parcel, "")
        for parcel in _carried(connection):
            self._taking.take(parcel, "carried")
        self._taking.arrivals.fill(proving.fills(connection))
        self._taking.again()
        holdings.learn(self._register, stranger.manifest.replica, stranger.manifest.tips)
        self._finish(stranger)

    def take_waiting(self) -> None:
        """Take what waited."""
        self._taking.again()
        self._finish(None)

    def committed(self) -> None:
        """Tell the keeper of the device key when the device goes on under a new one."""
        register = self._register
        if self._renewed and register.after_commit:
            last = tip(register, register.replica)
            register.after_commit(last.seq, last.hash)

    def _step(self, done: int, total: int) -> None:
        self._report(_("正在并入"), done, total)
        if self._cancelled():
            raise Cancelled(_("并入已取消，这个文件没有留下任何内容。"))

    def _follow(self, stranger: Stranger) -> None:
        """Take the office's branch where a replica forked: lift the branch held here."""
        for replica, seq in forks.divergences(self._register, stranger.connection):
            lifted = forks.lift(self._register, replica, seq)
            self._taking.forget(replica)
            if replica == self._register.replica:
                self._lifted = lifted
            else:
                for parcel in lifted:
                    self._taking.put_aside(parcel, _("机关收下的是另一份副本的分支"))

    def _finish(self, stranger: Stranger | None) -> None:
        """Bring heads and rows up, issue a lifted branch again, keep the books."""
        register, result = self._register, self.result
        settled = self._taking.arrivals.settle()
        result.created, result.tables = self._taking.arrivals.created, set(settled.tables)
        result.changed = sum(map(len, settled.tables.values()))
        result.deleted = settled.deleted
        result.conflicts = max(0, settled.disputes_after - settled.disputes_before)
        if self._must_renew() and self._terms.renew and not self._terms.dry_run:
            self._terms.renew()
            self._renewed = True
            result.reissued = forks.reissue(register, self._lifted, self._terms.at_wall)
        result.clocks = self._taking.clocks.doubts()
        if stranger:
            photos = arrivals.photos(register, stranger.connection, not self._terms.dry_run)
            result.photos, result.photos_missing = (
                photos,
                arrivals.photos_missing(register, self._taking.arrivals.files, stranger.connection),
            )
        there = {own for own in self._taking.waiting}
        result.parked = len(there)
        result.waiting = by_reason(self._taking.waiting.values())
        result.import_id = import_log.write(
            register, stranger, result, self._taking.origin, self._terms.at_wall
        )
        parking.park(register, self._taking.waiting, result.import_id)
        register.connection.execute(
            "UPDATE quarantine SET import=? WHERE import=0", (result.import_id,)
        )

    def _must_renew(self) -> bool:
        """Say whether this device's own key was used elsewhere: its branch lifted, or sets came back."""
        own = self._register.replica
        return bool(self._lifted) or any(replica == own for replica, _seq in self._taking.origin)


def _carried(connection: sqlite3.Connection) -> Iterator[Parcel]:
    """Yield the sets that the maker of the file could not merge itself."""
    rows = connection.execute("SELECT hash, body FROM waiting").fetchall()
    found = []
    for own, body in rows:
        parcel = unpacked(body)
        if (
            parcel.hash == bytes(own)
            and parcel.head.first_op >> COUNTER_BITS == parcel.head.replica
        ):
            found.append(parcel)
    yield from sorted(found, key=lambda p: (p.head.lamport, p.name))


__all__ = ["Admit", "Merged", "Terms", "merge", "reconsider"]
