"""Makes the demo: a believable city office with invented names, the same for the same day.

Its contents are signed with a published device key, so they prove nothing: the seed of the key is
SHA-256 of the ASCII text ``equipinspect-demo-device-v1``. After that the register goes on under a
new device key of its own, and its certificates are signed with the published 演示 key.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

from equipinspect.app import derived, devices
from equipinspect.app.demonstration.campaign import add_campaign
from equipinspect.app.demonstration.checks import add_checks
from equipinspect.app.demonstration.cylinders import add_cylinders
from equipinspect.app.demonstration.handovers import add_handovers
from equipinspect.app.demonstration.insurance import add_insurance
from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.lifts import add_lifts
from equipinspect.app.demonstration.offices import add_offices
from equipinspect.app.demonstration.pipelines import add_pipelines
from equipinspect.app.demonstration.plant import (
    add_boilers,
    add_cranes,
    add_rides,
    add_ropeway,
    add_vehicles,
    add_vessels,
)
from equipinspect.app.demonstration.prevention import add_prevention
from equipinspect.app.demonstration.scene import BEGUN, ZONE, Scene
from equipinspect.app.demonstration.stock import load_stock
from equipinspect.app.office import Place
from equipinspect.app.session import OFFICE, Report, Session, silent
from equipinspect.model import declarations
from equipinspect.model.errors import UserError
from equipinspect.model.rules import load_rules
from equipinspect.model.text import _
from equipinspect.store import opening as files
from equipinspect.store import queries
from equipinspect.store.queries import Query
from equipinspect.trust import signing
from equipinspect.trust.device_key import DeviceKey, replica_number

DEVICE_SEED = signing.sha256(b"equipinspect-demo-device-v1")
LIFTS, BOILERS, CYLINDERS, VESSELS, CRANES, VEHICLES, RIDES = 2900, 190, 30_000, 140, 110, 120, 28
FIRST_DAY = date(2021, 3, 1)


def make(
    path: Path, place: Place, on: date, county: str | None = None, report: Report = silent
) -> dict[str, int]:
    """Make a demo register whose present is ``on``; return how many rows of each kind it has.

    ``county`` (code or name) limits it to one place. Raises UserError when the file exists, the place
    is unknown or the day lies before the demo's history begins; nothing is left behind then.
    """
    scene, office = plan(place.resources, on, county)
    register = files.create(path, declarations.load(place.resources))
    whole = False
    try:
        session = Session(register, place.home, place.resources, place.now)
        _write(session, scene, office, report)
        counts = _counts(session)
        whole = True
    finally:
        register.close()
        if not whole:
            _discard(path)
    return counts


def _counts(session: Session) -> dict[str, int]:
    kinds = [d for d in session.declarations if d.category or not d.hidden]
    counts = {d.label: queries.count(session.register, Query(d.key)) for d in kinds}
    return {label: number for label, number in counts.items() if number}


def plan(resources: Path, on: date, county: str | None = None) -> tuple[Scene, Record]:
    """Think the demo out; return it with the office whose register it is."""
    if on < FIRST_DAY:
        raise UserError(
            _("演示数据的历史从 {begun} 开始，日期不能早于 {first}。").format(
                begun=BEGUN, first=FIRST_DAY
            )
        )
    scene = Scene(on, load_stock(resources), load_rules(resources))
    office = add_offices(scene, county)
    lifts = add_lifts(scene, LIFTS)
    add_handovers(scene, lifts)
    add_boilers(scene, BOILERS)
    share = sum(each.share for each in scene.locales) / 1000
    add_vessels(scene, max(1, round(VESSELS * share)))
    add_cranes(scene, max(1, round(CRANES * share)))
    add_vehicles(scene, max(1, round(VEHICLES * share)))
    add_rides(scene, max(1, round(RIDES * share)))
    if county is None:
        add_ropeway(scene)
    add_pipelines(scene)
    add_cylinders(scene, CYLINDERS)
    add_checks(scene, lifts)
    add_campaign(scene)
    add_prevention(scene)
    add_insurance(scene, lifts)
    return scene, office


def _write(session: Session, scene: Scene, office: Record, report: Report) -> None:
    """Write the log under the published key, then go on under a key of the register's own."""
    register = session.register
    key = DeviceKey.load(DEVICE_SEED)
    register.signer, register.replica = key, replica_number(key.public)
    register.derive = derived.deriver(session)
    begin(scene, key)
    scene.journal.store(register, report)
    person = _officer(scene, office)
    register.set_local("office", str(office.id))
    register.set_local("person", str(person.id))
    register.set_local("person_name", str(person.values["name"]))
    register.set_local("demo", "1")
    register.set_setting(OFFICE, "document_letter", _("演"))
    devices.begin_again(session, _("本机"), _("载入演示数据"))


def _officer(scene: Scene, office: Record) -> Record:
    """Return who works at the register: an officer of the office it belongs to."""
    assert scene.clerk is not None
    own = [
        each
        for locale in scene.locales
        for each in locale.officers
        if each.values["office"] is office
    ]
    return own[0] if own else scene.clerk


def begin(scene: Scene, key: DeviceKey) -> None:
    """Put the device before everything else: the first set of a replica begins with it."""
    at = min(datetime.combine(BEGUN, time(8), ZONE), scene.journal.begun - timedelta(hours=1))
    device = Record("replica", {"name": _("演示数据（公开密钥）"), "public_key": key.public.hex()})
    scene.journal.create(device, Occasion(at, None, "init", ""))


def _discard(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with suppress(OSError):
            path.with_name(name).unlink(missing_ok=True)
