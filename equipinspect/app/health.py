"""Keeps the file safe: audit, backups by hand and by day, and restore under a new device key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from equipinspect.app import office
from equipinspect.app.office import Place, open_session
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.model.declarations import Declarations
from equipinspect.model.errors import UserError
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import copies, queries
from equipinspect.store import state_digest as state_digest_of
from equipinspect.store.audit import Audit
from equipinspect.store.audit import audit as audit_register
from equipinspect.trust import signing

SUFFIX = office.SUFFIX


@dataclass(frozen=True)
class Backup:
    """One kept backup: its file, when it was made, its size in bytes."""

    path: Path
    made: datetime
    size: int


def audit(session: Session, report: Report = silent) -> Audit:
    """Prove the register against its own log; change nothing."""
    result = audit_register(session.register, signing.verify, report)
    _check_files(session, result)
    return result


def _check_files(session: Session, result: Audit) -> None:
    files = copies.stored_files(copies.files_folder(session.path))
    for path in files:
        if sha256(path.read_bytes()).hexdigest() != path.stem:
            result.findings.append(_("附件 {name} 的内容被改动。").format(name=path.name))
    there = {path.stem for path in files}
    for number, *(name,) in queries.identities(session.register, "attachment", ("sha256",)):
        if name not in there:
            result.findings.append(
                _("附件 {id} 的文件 {name} 不见了。").format(id=show_id(number), name=name)
            )


def state_digest(session: Session, recount: bool = False) -> str:
    """Return the hash of what the register holds; ``recount`` hashes every row instead."""
    made = state_digest_of.recount if recount else state_digest_of.digest
    return made(session.register)


def backup(
    session: Session, target: Path, report: Report = silent, cancelled: Callable[[], bool] = never
) -> dict[str, int]:
    """Write register and photos into one file, open and check it; return its row counts."""
    copies.copy(session.register, target, report, cancelled)
    counts = copies.contents(target)
    session.register.set_local("last_backup", session.now().isoformat(timespec="minutes"))
    return counts


def daily_backup(session: Session, report: Report = silent) -> Path | None:
    """Make the backup of the day at its first start; keep as many as the setting says.

    Raises UserError when it cannot be written; the older ones stay then.
    """
    folder = office.backups_folder(session.home, session.register)
    target = folder / f"{session.today().isoformat()}{SUFFIX}"
    if target.exists():
        return None
    backup(session, target, report)
    keep = max(1, int(session.settings.get("backups_kept", "14") or 14))
    for old in sorted(folder.glob(f"????-??-??{SUFFIX}"))[:-keep]:
        old.unlink()
    return target


def backups(session: Session) -> list[Backup]:
    """Return the kept backups, newest first."""
    found = [
        Backup(p, datetime.fromtimestamp(p.stat().st_mtime).astimezone(), p.stat().st_size)
        for p in office.backups_folder(session.home, session.register).glob(f"*{SUFFIX}")
    ]
    return sorted(found, key=lambda b: b.path.name, reverse=True)


def backup_contents(path: Path) -> dict[str, int]:
    """Check a backup and return what restoring it would bring, by table."""
    return copies.contents(path)


def counts_said(counts: Mapping[str, int], declarations: Declarations) -> str:
    """Say in words what a backup holds: “设备 3,120，单位 204，照片和扫描件 12”."""
    files = {copies.PACKED: _("照片和扫描件")}
    labels = {d.key: d.label for d in declarations} | files
    return "，".join(f"{labels.get(table, table)} {n:,}" for table, n in counts.items() if n)


def restore(path: Path, target: Path, place: Place) -> Session:
    """Make a register from a backup at a new place and go on in it under a new device key."""
    if target.exists():
        raise UserError(_("{path} 已存在，没有覆盖；请换一个位置恢复。").format(path=target))
    copies.unpack(path, target)
    return open_session(target, place, _("从备份恢复，改用新的本机密钥"))
