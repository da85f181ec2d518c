"""The merge desk: brings other devices' files into the register, one transaction a file, every doubt said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from equipinspect.app import admission, delivered, devices, grants, overstepping
from equipinspect.app.handing_in import CHECKS, received
from equipinspect.app.office import info, is_demo
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.model.changes import Changed
from equipinspect.model.errors import Cancelled, NotAllowed, UserError
from equipinspect.model.text import _
from equipinspect.store import import_log, merging, parking, proving, withdrawing
from equipinspect.store.exchange_file import Manifest
from equipinspect.store.merging import Merged, Terms
from equipinspect.store.operations import hash_at
from equipinspect.store.strangers import Stranger, Unreadable, Untrue
from equipinspect.store.withdrawing import Refused

PREFECTURE = 4  # digits of a division code that a county shares with its city
TURNED_AWAY = QUARANTINED, REFUSED = "quarantined", "refused"
RESULTS = {
    "merged": "已并入",
    "nothing_new": "没有新内容",
    "parked": "等待",
    QUARANTINED: "已隔离",
    REFUSED: "未接受",
}


@dataclass(frozen=True)
class Handed:
    """What became of one file: who handed it in, the figures, one word, and why when it was turned away."""

    file: Path
    manifest: Manifest | None = None
    merged: Merged = field(default_factory=Merged)
    result: str = ""
    reason: str = ""
    beyond: tuple[str, ...] = ()  # what its authors did beyond their roles, a sentence each


def merge_files(
    session: Session,
    paths: Iterable[Path],
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
    dry_run: bool = False,
    strict: bool = False,
) -> list[Handed]:
    """Merge files one after the other, each as one transaction; what is wrong with one is said of it.

    ``strict``: a file whose authors went beyond their roles is not merged at all.
    Raises Cancelled: files merged before stay merged, of the one under way nothing is kept.
    """
    found: list[Handed] = []
    for path in paths:
        if cancelled():
            raise Cancelled(_("已取消；已经并入的 {n} 个文件保留。").format(n=len(found)))
        found.append(merge_file(session, path, report, cancelled, dry_run, strict))
    return found


def merge_file(
    session: Session,
    path: Path,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
    dry_run: bool = False,
    strict: bool = False,
) -> Handed:
    """Read a file as a stranger's, prove it, and merge it; say what became of it."""
    seen: list[Stranger] = []
    try:
        with received(session.home, path, session) as stranger:
            seen.append(stranger)
            proven = proving.prove(stranger, CHECKS, report)
            check_kin(session, stranger)
            beyond = overstepping.beyond(session, stranger)
            if beyond and strict:
                raise NotAllowed("；".join(beyond))
            with _renewing(session) as renew:
                terms = _terms(session, stranger, renew, dry_run)
                merged = merging.merge(session.register, stranger, proven, terms, report, cancelled)
            if terms.follow and not dry_run:
                delivered.apply(session, stranger)
            if grants.KIND in merged.tables and not dry_run:
                _follow_grants(session, merged)
    except (Unreadable, Untrue, NotAllowed) as error:
        return _turned_away(session, path, seen, error, dry_run)
    finally:
        session.forget()
    return Handed(path, stranger.manifest, merged, merged.result, _reason(merged), beyond)


def _follow_grants(session: Session, merged: Merged) -> None:
    """Merge what may come in since the file brought grants, such as a county's laptops with the county."""
    while merged.parked:
        more = take_up(session)
        if not more.new:
            return
        for name in ("new", "operations", "created", "changed", "deleted", "conflicts"):
            setattr(merged, name, getattr(merged, name) + getattr(more, name))
        merged.parked, merged.waiting = more.parked, more.waiting
        merged.tables |= more.tables


def _terms(session: Session, stranger: Stranger, renew: Callable[[], None], dry_run: bool) -> Terms:
    from_office = delivered.is_delivery(session, stranger)
    if session.guard and not from_office and not dry_run:
        session.guard.before("merge")
    return Terms(
        checks=CHECKS,
        admit=admission.admitting(session, from_office),
        at_wall=session.stamp().at_wall,
        follow=from_office,
        renew=renew,
        dry_run=dry_run,
    )


@contextmanager
def _renewing(session: Session) -> Iterator[Callable[[], None]]:
    """Hand out what puts a new device key under the register; take it back when the merge fails."""
    register = session.register
    before = (register.signer, register.replica, register.after_commit)
    name = devices.name_of(session) or _("本机")

    def renew() -> None:
        devices.adopt(register, session.home, devices.new_key(register), devices.fresh_uid())
        devices.introduce(session, name, _("本机密钥在另一份副本上用过，改用新的密钥"))

    kept = False
    try:
        yield renew
        kept = True
    finally:
        if not kept:
            register.signer, register.replica, register.after_commit = before


def check_kin(session: Session, stranger: Stranger) -> None:
    """Refuse demo data beside real data, and files of offices that have nothing to do with this one."""
    about = stranger.manifest.about
    if about.demo != is_demo(session):
        raise NotAllowed(_("演示数据和真实数据不能并到一起。"))
    register = session.register
    shared = any(hash_at(register, replica, 1) for replica in stranger.manifest.tips)
    county = str(info(session)["county"])
    near = county[:PREFECTURE] == about.county[:PREFECTURE]
    if not (shared or near or _is_admitted(session, stranger.manifest)):
        raise NotAllowed(
            _("这是{office}（{county}）的文件，不是本机关的，没有并入。").format(
                office=about.office, county=about.county
            )
        )


def _is_admitted(session: Session, manifest: Manifest) -> bool:
    key = bytes.fromhex(manifest.public_key)
    return not admission.admitting(session)(manifest.replica, key, 1)


def _turned_away(
    session: Session, path: Path, seen: list[Stranger], error: UserError, dry_run: bool
) -> Handed:
    result = QUARANTINED if isinstance(error, Untrue) else REFUSED
    manifest = seen[0].manifest if seen else None
    if not dry_run:
        digest = seen[0].sha256 if seen else ""
        import_log.turned_away(
            session.register, path.name, digest, result, str(error), session.stamp().at_wall
        )
    return Handed(path, manifest, Merged(), result, str(error))


def _reason(merged: Merged) -> str:
    """Say why something of a file waits or was put aside."""
    parts = [f"{why}（{n} 个变更集）" for _replica, why, n in merged.waiting]
    return "；".join([*merged.forks.values(), *parts])


def plain(handed: Handed) -> dict[str, Any]:
    """Write what became of a file for programs."""
    merged = handed.merged
    about = handed.manifest.about if handed.manifest else None
    return {
        "file": str(handed.file),
        "from": handed.manifest.replica if handed.manifest else None,
        "new": merged.new,
        "known": merged.known,
        "conflicts": merged.conflicts,
        "parked": merged.parked,
        "quarantined": merged.quarantined,
        "photos_missing": len(merged.photos_missing),
        "result": handed.result,
        "reason": handed.reason,
        "person": about.person if about else "",
        "device": about.device if about else "",
        "office": about.office if about else "",
        "program": about.program if about else "",
        "first_day": handed.manifest.first_day if handed.manifest else "",
        "last_day": handed.manifest.last_day if handed.manifest else "",
        "operations": merged.operations,
        "created": merged.created,
        "changed": merged.changed,
        "deleted": merged.deleted,
        "photos": merged.photos,
        "clocks": merged.clocks,
        "beyond": list(handed.beyond),
        "reissued": merged.reissued,
    }


def sentence(handed: Handed) -> str:
    """Say in plain words what became of a file: new, already had, conflicts, waiting and why."""
    merged = handed.merged
    parts = [_("新的 {n:,} 个变更集").format(n=merged.new)] if merged.new else []
    for count, text in (
        (merged.created, _("新增 {n:,} 条")), (merged.changed, _("改动 {n:,} 条")),
        (merged.deleted, _("删除 {n:,} 条")), (merged.known, _("已有 {n:,} 个")),
        (merged.conflicts, _("冲突 {n:,} 处")), (merged.parked, _("等待 {n:,} 个")),
        (merged.quarantined, _("隔离 {n:,} 个")), (merged.photos, _("照片 {n:,} 张")),
        (len(merged.photos_missing), _("缺照片 {n:,} 张")),
    ):  # fmt: skip
        parts += [text.format(n=count)] if count else []
    who = (
        _("{person}（{device}）").format(
            person=handed.manifest.about.person, device=handed.manifest.about.device
        )
        if handed.manifest
        else ""
    )
    said = f"{handed.file.name}　{who}　{_(RESULTS[handed.result])}：{'，'.join(parts)}"
    tail = [handed.reason] if handed.reason else []
    return "　".join([said.rstrip("："), *tail, *merged.clocks, *handed.beyond])


def take_up(session: Session, report: Report = silent, let_in: str = "") -> Merged:
    """Merge what waited and need wait no longer: a device was enrolled, the program became newer.

    ``let_in``: the fingerprint of a device that is being enrolled.
    """
    admit = admission.admitting(session, let_in=let_in)
    terms = Terms(CHECKS, admit, session.stamp().at_wall)
    merged = merging.reconsider(session.register, terms, report)
    session.forget()
    return merged


def take_up_all(session: Session) -> int:
    """Merge what may come in by the grants of now, and by those it brings in turn; return how many sets."""
    found = 0
    while any(kind == parking.ADMISSION for _replica, kind, _why, _n in waiting(session)):
        more = take_up(session)
        if not more.new:
            break
        found += more.new
    return found


def waiting(session: Session) -> list[tuple[int, str, str, int]]:
    """Return what waits: replica, kind of reason, the sentence, how many change sets."""
    return parking.summary(session.register)


def undo_merge(session: Session) -> tuple[import_log.Import, Changed]:
    """Take the last merge back; raise NotAllowed with the list when something rests on it."""
    register = session.register
    if session.guard:
        session.guard.before("withdraw")
    done = import_log.last(register)
    if done is None:
        raise NotAllowed(_("没有可以撤回的并入。"))
    found = withdrawing.take_back(register, done, session.stamp().at_wall)
    session.forget()
    if isinstance(found, Refused):
        raise NotAllowed(
            _("{file} 的并入不能撤回：{reasons}。").format(
                file=done.file, reasons="；".join(found.reasons)
            )
        )
    return done, Changed(counts={"sets": found})
