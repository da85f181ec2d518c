"""Photos and scans beside the register, named by their hash; the log keeps the hash of the original."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from equipinspect.app import lists, records
from equipinspect.app.devices import name_of
from equipinspect.app.office import info
from equipinspect.app.session import Session
from equipinspect.documents import photos
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store.copies import files_folder
from equipinspect.store.operations import Action
from equipinspect.store.queries import Filter, Row

MOST_BYTES = 60 << 20
SCANS = {".pdf": "application/pdf"}
RECORDINGS = {  # proof of a refusal: sound and film, kept as they are
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".3gp": "video/3gpp",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".amr": "audio/amr",
}
PICTURE = "image/jpeg"


@dataclass(frozen=True)
class Taken:
    """A photo, scan or recording ready to be kept: its bytes are stored, the log does not know it yet."""

    sha256: str
    original_sha256: str
    media_type: str
    taken_at: str
    taken_by: str
    caption: str = ""
    role: str = ""


def attach(session: Session, owner: int, path: Path, caption: str = "", role: str = "") -> int:
    """Keep a photo (reduced, with a strip of time, device and person) or a PDF scan of a record."""
    record = records.read(session, owner)
    each = taken(session, path, record.title)
    with session.action("attach") as running:
        return keep(
            session,
            running,
            owner,
            replace(each, role=role, caption=caption or path.stem),
        )


def taken(session: Session, path: Path, title: str) -> Taken:
    """Check and store a file before any record names it; raise UserError for what cannot be kept."""
    original = _content(path)
    suffix = path.suffix.lower()
    media = (SCANS | RECORDINGS).get(suffix, PICTURE)
    moment = session.now().astimezone()
    who = str(info(session)["person"])
    if suffix in SCANS and b"%PDF-" not in original[:1024]:
        raise UserError(_("{path} 不是 PDF 文件，或已损坏。").format(path=path))
    if media == PICTURE:
        strip = f"{moment:%Y-%m-%d %H:%M:%S}　{title}　{who}"
        kept = photos.stamped(original, strip, session.resources)
    else:
        kept = original
    return Taken(
        sha256=_store(session, kept, ".jpg" if media == PICTURE else suffix),
        original_sha256=sha256(original).hexdigest(),
        media_type=media,
        taken_at=moment.isoformat(timespec="seconds"),
        taken_by=who,
        caption=path.stem,
    )


def as_role(each: Taken, role: str, caption: str = "") -> Taken:
    """Return a stored file with what it is for and what it shows."""
    return replace(each, role=role, caption=caption or each.caption)


def keep(session: Session, running: Action, owner: int, each: Taken) -> int:
    """Write a stored file into the log as belonging to a record."""
    values: dict[str, Value] = {"owner": owner, **asdict(each), "device": name_of(session)}
    return running.create("attachment", {k: v for k, v in values.items() if v})


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
    found = reversed(lists.every(session, "attachment", Filter("owner", "=", str(owner))))
    folder = files_folder(session.path)
    return [
        (row, next(folder.glob(f"{row.values['sha256']}.*"), folder / "missing")) for row in found
    ]
