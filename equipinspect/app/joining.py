"""Makes a laptop's register from a file of its office, anchored to that office from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from equipinspect.app import delivered, devices, grants, office
from equipinspect.app.handing_in import CHECKS, OFFICE_REPLICA, received
from equipinspect.app.office import Place
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.model import declarations as declared
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import copies, merging, opening, proving, queries
from equipinspect.store.merging import Terms
from equipinspect.store.register import Register
from equipinspect.store.strangers import Stranger

PART = ".joining"


@dataclass(frozen=True)
class Newcomer:
    """Who works at the laptop, and what it is called."""

    person: str
    device: str


@dataclass(frozen=True)
class Joined:
    """What is compared face to face: this laptop's fingerprint and the office's, thirty digits each."""

    fingerprint: str
    office: str
    office_fingerprint: str
    operations: int


def join(
    base: Path,
    path: Path,
    place: Place,
    newcomer: Newcomer,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> tuple[Session, Joined]:
    """Make the register of a laptop at ``path`` from an office's file; return it opened.

    Everything in the file is let in: whoever joins trusts this office, which is why both fingerprints
    are compared face to face. Raises UserError or Cancelled, and leaves nothing at ``path`` then.
    """
    if not newcomer.person.strip() or not newcomer.device.strip():
        raise UserError(_("请写明使用人姓名（--person）和电脑名称（--device）。"))
    if path.exists():
        raise UserError(
            _("{path} 已存在，没有改动它；已有台账的，直接用 merge 并入机关的文件。").format(
                path=path
            )
        )
    with received(place.home, base) as stranger:
        proven = proving.prove(stranger, CHECKS, report)
        part = path.with_name(path.name + PART)
        _clear(part)
        try:
            telling = (report, cancelled)
            operations = _filled(part, place, newcomer, stranger, proven, telling)
            _put_in_place(part, path)
        finally:
            _clear(part)
        joined = Joined("", stranger.manifest.about.office, _office_print(stranger), operations)
    return _opened(path, place, newcomer, joined)


def _filled(
    part: Path,
    place: Place,
    newcomer: Newcomer,
    stranger: Stranger,
    proven: proving.Proven,
    telling: tuple[Report, Callable[[], bool]],
) -> int:
    """Make the register and merge the office's file into it; return how many operations it holds."""
    with opening.create(part, declared.load(place.resources)) as register:
        session = _session(register, place)
        terms = Terms(CHECKS, lambda *_set: "", place.now().astimezone().isoformat(timespec="seconds"),
                      follow=True)  # fmt: skip
        merged = merging.merge(register, stranger, proven, terms, *telling)
        if not merged.new:
            raise UserError(
                _("这个文件里没有台账内容；请让机关用 export --full 或 return 重新导出。")
            )
        _anchor(session, stranger)
        register.set_local(
            "person_name", newcomer.person.strip()
        )  # even if it ends before the first set
        return merged.operations


def _session(register: Register, place: Place) -> Session:
    session = Session(register, place.home, place.resources, place.now)
    office.bring_up(session)
    return session


def _anchor(session: Session, stranger: Stranger) -> None:
    """Remember whose laptop this is: from now on it lets in what this office delivers."""
    register, manifest = session.register, stranger.manifest
    register.set_local(delivered.ANCHOR, delivered.signed_by(stranger))
    register.set_local(OFFICE_REPLICA, str(manifest.replica))
    grants.add_roots(register, {manifest.replica})
    number = delivered.office_of(session, manifest)
    if number:
        register.set_local("office", str(number))
    if manifest.about.demo:
        register.set_local("demo", "1")
    delivered.apply(session, stranger)


def _office_print(stranger: Stranger) -> str:
    return grants.bare_fingerprint(bytes.fromhex(delivered.signed_by(stranger).split(":")[-1]))


def _put_in_place(part: Path, path: Path) -> None:
    """Give register and photos their names, the photos first: a register never lacks them."""
    photos, kept = copies.files_folder(part), copies.files_folder(path)
    if photos.exists():
        kept.mkdir(exist_ok=True)
        for each in photos.iterdir():
            each.replace(kept / each.name)
        photos.rmdir()
    part.replace(path)


def _clear(part: Path) -> None:
    """Remove what an interrupted attempt left."""
    for suffix in ("", "-wal", "-shm"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
    photos = copies.files_folder(part)
    if photos.exists():
        for each in photos.iterdir():
            each.unlink()
        photos.rmdir()


def _opened(path: Path, place: Place, newcomer: Newcomer, joined: Joined) -> tuple[Session, Joined]:
    """Open the new register under a key of its own, whose first set names device and person."""
    register = opening.open_file(path, declared.load(place.resources))
    session = _session(register, place)
    devices.adopt(register, place.home, devices.new_key(register), devices.fresh_uid())
    name = newcomer.person.strip()
    register.set_local("person_name", name)
    person = _known_person(register, name)
    with session.action("join") as running:
        values: dict[str, Value] = {**devices.replica_values(session, newcomer.device.strip())}
        running.create("replica", values | {"person": name})
        person = person or running.create("person", _person_values(register, name))
    register.set_local("person", str(person))
    digits = grants.own_fingerprint(session)
    return session, Joined(digits, joined.office, joined.office_fingerprint, joined.operations)


def _known_person(register: Register, name: str) -> int:
    found = queries.lookup(register, "person", "name", [name]).get(name, [])
    return found[0] if len(found) == 1 else 0


def _person_values(register: Register, name: str) -> dict[str, Value]:
    own = register.local("office")
    values: dict[str, Value] = {"name": name, "active": 1}
    return values | ({"office": int(own)} if own else {})
