"""Drafts of visits: kept beside the register on this computer, outside the log, whole after every change."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from equipinspect.app.attachments import Taken
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query

FOLDER = "drafts"
SUFFIX = ".json"


@dataclass
class Mark:
    """What was said of one item: verdict, words, photos or why there are none, and its hazard."""

    verdict: str = ""
    words: str = ""
    no_photo: str = ""
    fixed: bool = False
    photos: list[Taken] = field(default_factory=list)
    hazard: dict[str, Value] = field(default_factory=dict)


@dataclass
class Part:
    """One device, unit or place of a visit with the very checklist it is looked at with."""

    key: str
    name: str
    checklist: str
    equipment: int | None = None
    code: str = ""
    device_kind: str = "none"
    quantity: str = "1"
    measure: str = ""
    marks: dict[str, Mark] = field(default_factory=dict)


@dataclass
class Recheck:
    """What a recheck found of one hazard of the first visit."""

    result: str = ""
    note: str = ""
    deadline: str = ""
    photos: list[Taken] = field(default_factory=list)


@dataclass
class Draft:
    """A visit that is not signed yet; ``running`` while a window works on it."""

    id: str
    begun: str
    saved: str = ""
    person: int | None = None
    running: bool = True
    visit: dict[str, Value] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    rechecks: dict[str, Recheck] = field(default_factory=dict)
    evidence: list[Taken] = field(default_factory=list)
    submitted: bool = False
    returned: dict[str, str] = field(default_factory=dict)

    def part(self, key: str) -> Part:
        """Return one part; raise UserError when the visit has none of this key."""
        for each in self.parts:
            if each.key == key:
                return each
        raise UserError(_("这次检查里没有第 {key} 个对象。").format(key=key))


@dataclass(frozen=True)
class Summary:
    """A draft as a list offers it; ``crashed`` when the program ended while it was open."""

    id: str
    title: str
    begun: str
    saved: str
    crashed: bool
    returned: str
    damaged: bool = False
    submitted: bool = False


def folder(session: Session) -> Path:
    """Return where the drafts of a register lie: in the user's data folder, never in the register."""
    return session.home / FOLDER / (session.register.local("uid") or "none")


def fresh_id(session: Session) -> str:
    """Return a name for a new draft: the moment it was begun, with a number when that is taken.

    A clock set back must not give it the name of a signed one: it would pass for signed already.
    """
    name = f"{session.now():%Y%m%d-%H%M%S}"
    taken = {path.stem for path in folder(session).glob(f"{name}*{SUFFIX}")}
    names = (f"{name}-{k}" if k else name for k in count())
    return next(n for n in names if n not in taken and not _is_signed(session, n))


def _is_signed(session: Session, name: str) -> bool:
    same = Query("check", (Filter("draft", "=", mark(session, name)),))
    return bool(queries.first_page(session.register, same, 1))


def mark(session: Session, name: str) -> str:
    """Return what the signed record keeps of its draft: this device and the draft's name."""
    return f"{session.register.replica}-{name}"


def save(session: Session, draft: Draft) -> str:
    """Write a draft whole, so that a crash leaves the old or the new one; return 09:23:11."""
    moment = session.now().astimezone()
    draft.saved = moment.isoformat(timespec="seconds")
    place = folder(session)
    target = place / f"{draft.id}{SUFFIX}"
    part = target.with_suffix(".part")
    try:
        place.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(draft), ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        text = _("草稿写不进 {folder}（{why}），请检查磁盘空间和权限；页面上的内容还在。")
        raise UserError(text.format(folder=place, why=error.strerror)) from error
    return f"{moment:%H:%M:%S}"


def load(session: Session, name: str) -> Draft:
    """Read a draft; raise UserError when it is not there or cannot be read."""
    path = folder(session) / f"{Path(name).name}{SUFFIX}"
    try:
        return _draft(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise UserError(_("没有草稿 {name}，可能已经签名或删除。").format(name=name)) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        text = _("草稿 {name} 读不出来，文件留在 {path}。")
        raise UserError(text.format(name=name, path=path)) from error


def listed(session: Session) -> list[Summary]:
    """Return the drafts of this register, newest first; nothing is opened unasked."""
    found = []
    for path in sorted(folder(session).glob(f"*{SUFFIX}"), reverse=True):
        try:
            draft = load(session, path.stem)
        except UserError:
            found.append(Summary(path.stem, _("读不出来的草稿"), "", "", False, "", damaged=True))
            continue
        title = str(draft.visit.get("unit_name") or (draft.parts[0].name if draft.parts else ""))
        found.append(
            Summary(draft.id, title, draft.begun, draft.saved, draft.running,
                    draft.returned.get("note", ""), submitted=draft.submitted)
        )  # fmt: skip
    return found


def leave(session: Session, draft: Draft) -> None:
    """Put a draft aside on purpose: it stays in the list and is no crash."""
    draft.running = False
    save(session, draft)


def take_up(session: Session, name: str) -> Draft:
    """Go on with a draft somebody chose."""
    draft = load(session, name)
    draft.running = True
    save(session, draft)
    return draft


def discard(session: Session, name: str) -> None:
    """Throw a draft away; its photos stay where photos are kept."""
    (folder(session) / f"{Path(name).name}{SUFFIX}").unlink(missing_ok=True)


def _draft(data: Mapping[str, Any]) -> Draft:
    ready = dict(data)
    ready["parts"] = [_part(p) for p in data.get("parts", ())]
    ready["rechecks"] = {k: _with_photos(Recheck, r) for k, r in data.get("rechecks", {}).items()}
    ready["evidence"] = [Taken(**t) for t in data.get("evidence", ())]
    return Draft(**ready)


def _part(data: Mapping[str, Any]) -> Part:
    marks = {code: _with_photos(Mark, m) for code, m in data.get("marks", {}).items()}
    return Part(**{**data, "marks": marks})


def _with_photos(kind: type[Any], data: Mapping[str, Any]) -> Any:
    return kind(**{**data, "photos": [Taken(**t) for t in data.get("photos", ())]})
