"""Frozen copies of submitted statistics: what was reported stays, and what changed since can be told."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from equipinspect.app import campaign_statistics as statistics
from equipinspect.app import lists, office, records
from equipinspect.app.campaign_statistics import Statistics, Wanted
from equipinspect.app.session import Session
from equipinspect.model import figures
from equipinspect.model.canonical import canonical
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.figures import Figures
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _
from equipinspect.store import campaign_figures as store

KIND = "statistics_snapshot"
VOIDED, RECTIFIED = "voided", "rectified"


class Fate(NamedTuple):
    """How one hazard was counted: its county, level (major, ordinary) and fate on the cut-off day."""

    county: str
    level: str
    fate: str


@dataclass(frozen=True)
class Snapshot:
    """A frozen report: its record, the table as sent, and how every hazard was counted, by id."""

    id: int
    name: str
    found: Statistics
    counted: dict[int, Fate]


class Difference(NamedTuple):
    """A number that is another one today: its row and measure, then and now."""

    key: str
    label: str
    measure: str
    then: str
    now: str


class Moved(NamedTuple):
    """A hazard that is counted otherwise today; None where it was not, or is not any more."""

    id: int
    then: Fate | None
    now: Fate | None


def take(session: Session, wanted: Wanted, name: str, sent_to: str = "") -> int:
    """Freeze the statistics of a campaign or period as they are sent; return the record."""
    if not name.strip():
        raise UserError(_("请写报送统计的名称。"))
    found = statistics.statistics(session, wanted)
    text = canonical(_plain(found))
    counted = "\n".join(
        "\t".join([show_id(number), *fate]) for number, fate in _fates(session, wanted).items()
    )
    values: dict[str, Value] = {
        "name": name.strip(), "campaign": wanted.campaign, "cut_off": wanted.on.isoformat(),
        "since": wanted.since.isoformat() if wanted.since else None, "sent_to": sent_to.strip() or None,
        "taken_on": session.today().isoformat(), "taken_by": str(office.info(session)["person"]),
        "figures": text, "counted": counted or None, "digest": _digest(text, counted),
    }  # fmt: skip
    with session.action("add", _("冻结报送统计")) as running:
        return running.create(KIND, {k: v for k, v in values.items() if v is not None})


def _digest(text: str, counted: str) -> str:
    return sha256(f"{text}\n{counted}".encode()).hexdigest()


def _plain(found: Statistics) -> dict[str, Any]:
    return {
        "title": found.title,
        "by": found.wanted.by,
        "rows": [row.plain() for row in found.rows],
        "total": found.total.plain(),
    }


def _fates(session: Session, wanted: Wanted) -> dict[int, Fate]:
    scope = statistics.scope_of(session, wanted)
    present = session.rules.divisions.current
    return {
        number: Fate(present(county), level, fate)
        for number, county, level, fate in store.fates(session.register, scope)
    }


def read(session: Session, number: int) -> Snapshot:
    """Read a frozen report; raise UserError when it is none, or no longer as it was frozen."""
    record = records.read(session, number)
    if record.kind != KIND:
        raise UserError(_("{title} 不是报送统计。").format(title=record.title))
    values = record.values
    text, counted = str(values["figures"]), str(values.get("counted") or "")
    if _digest(text, counted) != values.get("digest"):
        raise UserError(_("{title} 与冻结时的校验值不符，不能使用。").format(title=record.title))
    plain = json.loads(text)
    campaign, since = values.get("campaign"), values.get("since")
    wanted = Wanted(
        date.fromisoformat(str(values["cut_off"])),
        campaign if isinstance(campaign, int) else None,
        date.fromisoformat(str(since)) if since else None,
        plain["by"],
    )
    rows = tuple(Figures.read(row) for row in plain["rows"])
    found = Statistics(wanted, plain["title"], rows, Figures.read(plain["total"]))
    fates = (line.split("\t") for line in counted.splitlines())
    return Snapshot(
        number, record.title, found, {parse_id(key): Fate(*rest) for key, *rest in fates}
    )


def every(session: Session, campaign: int | None = None) -> list[tuple[int, str, str]]:
    """Return the frozen reports, of one campaign or all: id, name, cut-off day."""
    rows = lists.every(session, KIND)
    return [
        (row.id, str(row.values["name"]), str(row.values["cut_off"]))
        for row in rows
        if campaign is None or row.values.get("campaign") == campaign
    ]


def differences(session: Session, number: int) -> list[Difference]:
    """Return every number that a recount with the same cut-off gives otherwise today.

    Late entries of earlier days are the usual reason; the frozen report stays as it was.
    """
    then = read(session, number).found
    now = statistics.statistics(session, then.wanted)
    olds, news = _by_key(then), _by_key(now)
    return [
        each
        for key in dict.fromkeys([*olds, *news])
        for each in _differences(key, olds.get(key), news.get(key))
    ]


def _by_key(found: Statistics) -> dict[str, Figures]:
    return {row.key: row for row in found.rows} | {"*": found.total}


def _differences(key: str, old: Figures | None, new: Figures | None) -> list[Difference]:
    nothing = Figures(key, "")
    then, now = old or nothing, new or nothing
    label = now.label or then.label
    measures = [m for m in figures.COUNTED if then[m] != now[m]]
    found = [
        Difference(key, label, m, figures.text(then[m]), figures.text(now[m])) for m in measures
    ]
    for place in dict.fromkeys([*then.devices, *now.devices]):
        counts = [figures.text(row.devices.get(place, Decimal(0))) for row in (then, now)]
        if counts[0] != counts[1]:
            found.append(Difference(key, label, ":".join(("devices", *place)), *counts))
    return found


def moved(session: Session, number: int) -> list[Moved]:
    """Return the hazards that were counted otherwise in the frozen report than they are today."""
    snapshot = read(session, number)
    now = _fates(session, snapshot.found.wanted)
    ids = dict.fromkeys([*snapshot.counted, *now])
    pairs = (Moved(i, snapshot.counted.get(i), now.get(i)) for i in ids)
    return [each for each in pairs if each.then != each.now]


def sentence(session: Session, number: int) -> str:
    """Fill the sentence of the work report from a frozen report.

    Raises UserError when one of its numbers has no rows: none was counted, the rows are not those of
    the number, or some are no longer in the register.
    """
    snapshot = read(session, number)
    total = snapshot.found.total
    found = [i for i, each in snapshot.counted.items() if each.fate != VOIDED]
    rectified = [i for i, each in snapshot.counted.items() if each.fate == RECTIFIED]
    for label, ids, measure in (
        (_("隐患"), found, "hazards"),
        (_("已整改"), rectified, "rectified"),
    ):
        _refuse_without_rows(session, label, ids, int(total[measure]))
    data = tomllib.loads(
        (session.resources / "templates" / "sentences.toml").read_text(encoding="utf-8")
    )
    words = str(data["hazards"]["text"])
    return words.format(n=len(found), m=len(rectified), p=figures.percent(total.rate))


def _refuse_without_rows(session: Session, label: str, ids: list[int], number: int) -> None:
    if not ids:
        raise UserError(_("“{label}”这个数没有对应的记录，不能写进报告。").format(label=label))
    there = len(lists.rows_of(session, "hazard", ids))
    if len(ids) != number or there != number:
        text = _("“{label}”为 {n}，对应的记录有 {m} 条，不能写进报告；请重新冻结。")
        raise UserError(text.format(label=label, n=number, m=min(len(ids), there)))
