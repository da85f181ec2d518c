"""Photos and scans beside the register, named by their hash; the log keeps the hash of the original."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from equipinspect.app import records
from equipinspect.app.office import info
from equipinspect.app.session import Session
from equipinspect.documents import photos
from equipinspect.model.errors import UserError
from equipinspect.model.ids import COUNTER_BITS
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.copies import files_folder
from equipinspect.store.queries import Filter, Query, Row

MOST_BYTES = 60 << 20
SCANS = {".pdf": "application/pdf"}


def attach(session: Session, owner: int, path: Path, caption: str = "") -> int:
    """Keep a photo (reduced, with a strip of time, device and person) or a PDF scan of a record."""
    record = records.read(session, owner)
    original = _content(path)
    media = SCANS.get(path.suffix.lower(), "image/jpeg")
    moment = session.now().astimezone()
    who = str(info(session)["person"])
    if media != "image/jpeg" and b"%PDF-" not in original[:1024]:
        raise UserError(_("{path} 不是 PDF 文件，或已损坏。").format(path=path))
    if media == "image/jpeg":
        strip = f"{moment:%Y-%m-%d %H:%M:%S}　{record.title}　{who}"
        kept = photos.stamped(original, strip, session.resources)
    else:
        kept = original
    name = _store(session, kept, ".jpg" if media == "image/jpeg" else path.suffix.lower())
    with session.action("attach") as running:
        return running.create(
            "attachment",
            {
                "owner": owner,
                "caption": caption or path.stem,
                "sha256": name,
                "original_sha256": sha256(original).hexdigest(),
                "media_type": media,
                "taken_at": moment.isoformat(timespec="seconds"),
                "taken_by": who,
                "device": _computer(session),
            },
        )


def _computer(session: Session) -> str | None:
    """Return what the computer at work is called in the register."""
    register = session.register
    ids = list(queries.positions(register, Query("replica")))
    for row in queries.rows(register, "replica", ids):
        if row.id >> COUNTER_BITS == register.replica:
            return str(row.values.get("name", ""))
    return None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(_("{path} 超过 60 MB，请先缩小。").format(path=path))
        return path.read_bytes()
    except OSError as error:
        raise UserError(_("{path} 读不出来，请核对路径和权限。").format(path=path)) from error


def _store(session: Session, content: bytes, suffix: str) -> str:
    """Write a file under its hash before the log names it; one that is there already stays."""
    name = sha256(content).hexdigest()
    folder = files_folder(session.path)
    target = folder / f"{name}{suffix}"
    try:
        folder.mkdir(exist_ok=True)
        if not target.exists():
            fresh = target.with_suffix(".part")
            fresh.write_bytes(content)
            fresh.replace(target)
    except OSError as error:
        raise UserError(
            _("附件写不进 {folder}（{why}），请检查磁盘空间和权限。").format(
                folder=folder, why=error.strerror
            )
        ) from error
    return name


def of_record(session: Session, owner: int) -> list[tuple[Row, Path]]:
    """Return the photos and scans of a record with their files, newest first."""
    ids = queries.positions(
        session.register, Query("attachment", (Filter("owner", "=", str(owner)),))
    )
    found = queries.rows(session.register, "attachment", list(reversed(ids)))
    folder = files_folder(session.path)
    return [
        (row, next(folder.glob(f"{row.values['sha256']}.*"), folder / "missing")) for row in found
    ]
