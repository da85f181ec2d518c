"""Hands work in: writes the exchange file of what another register lacks, and says what a file holds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from equipinspect import __version__
from equipinspect.app import envelopes, slices
from equipinspect.app.devices import name_of
from equipinspect.app.office import info
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.model.errors import UserError
from equipinspect.model.text import _
from equipinspect.store import export, holdings, proving, strangers
from equipinspect.store.exchange_file import About, Manifest
from equipinspect.store.export import HandedOut, OfficeSigner, Selection
from equipinspect.store.proving import Checks
from equipinspect.store.strangers import Stranger
from equipinspect.trust import signing
from equipinspect.trust.device_key import replica_number

CHECKS = Checks(signing.verify, replica_number)
OFFICE_REPLICA = "office_replica"  # local bookkeeping: the device this laptop hands its work to


@dataclass(frozen=True)
class Wanted:
    """What shall go into a file.

    ``full``: everything held. ``since``: a file that the receiver made or has. ``peer``: a replica.
    Without any of them: what the office is not known to hold. ``only``: FIELD=VALUE pairs of
    equipment, a slice. ``sealed``: in an envelope to the office's key. ``parts``: statements for the
    manifest. ``office_key`` signs it as a delivery of the office.
    """

    full: bool = False
    since: Path | None = None
    peer: int = 0
    only: Mapping[str, str] = field(default_factory=dict)
    sealed: bool = False
    parts: Mapping[str, object] = field(default_factory=dict)
    office_key: OfficeSigner | None = None


def about(session: Session) -> About:
    """Say who hands in, as the manifest does."""
    known = info(session)
    return About(
        program=__version__,
        made_at=session.stamp().at_wall,
        person=str(known["person"]),
        device=name_of(session) or "",
        office=str(known["office"]),
        county=str(known["county"]),
        demo=bool(known["demo"]),
    )


def hand_in(
    session: Session,
    target: Path,
    wanted: Wanted,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> HandedOut:
    """Write the file; raise UserError or Cancelled, and leave no file then."""
    if session.register.signer is None:
        raise UserError(_("本台账没有本机密钥，不能导出交换文件。"))
    peer = wanted.peer or _office_replica(session)
    selection = Selection(
        since={} if wanted.full else _since(session, wanted, peer),
        entities=slices.chosen(session, wanted.only) if wanted.only else None,
        parts=wanted.parts,
        peer=peer,
        office_key=wanted.office_key,
    )
    done = export.write(session.register, target, selection, about(session), report, cancelled)
    if wanted.sealed:
        done = replace(done, sha256=envelopes.seal(session, target))
    export.record(session.register, done, peer, session.stamp().at_wall)
    return done


def _office_replica(session: Session) -> int:
    return int(session.register.local(OFFICE_REPLICA) or 0)


def _since(session: Session, wanted: Wanted, peer: int) -> Mapping[int, int]:
    if wanted.since:
        with received(session.home, wanted.since) as stranger:
            return {replica: seq for replica, (seq, _own) in stranger.manifest.tips.items()}
    return holdings.of(session.register, peer) if peer else {}


@contextmanager
def received(home: Path, path: Path, session: Session | None = None) -> Iterator[Stranger]:
    """Open a private copy of a file as a stranger's, out of its envelope when there is one."""
    with tempfile.TemporaryDirectory(prefix="equipinspect-") as private:
        opener = envelopes.opener(session) if session else envelopes.opener_at(home)
        with strangers.opened(path, Path(private), opener) as stranger:
            yield stranger


@dataclass(frozen=True)
class Inspected:
    """What a file says of itself, and whether all of it could be proven."""

    manifest: Manifest
    size: int
    sha256: str


def inspect(
    home: Path, path: Path, report: Report = silent, session: Session | None = None
) -> Inspected:
    """Read and prove a file without changing anything; raise UserError with what is wrong."""
    with received(home, path, session) as stranger:
        proving.prove(stranger, CHECKS, report)
        return Inspected(stranger.manifest, stranger.size, stranger.sha256)


def described(manifest: Manifest) -> dict[str, Any]:
    """Write what a manifest says for programs."""
    about = manifest.about
    return {
        "from": manifest.replica, "person": about.person, "device": about.device,
        "office": about.office, "county": about.county, "demo": about.demo,
        "program": about.program, "made_at": about.made_at, "first_day": manifest.first_day,
        "last_day": manifest.last_day, "sets": manifest.sets, "operations": manifest.operations,
        "sliced": manifest.sliced, "waiting": manifest.waiting, "photos": manifest.photos,
        "declarations": manifest.declarations, "parts": sorted(manifest.parts),
    }  # fmt: skip
