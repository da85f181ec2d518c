"""周报 and 月报: the office's rates and coverage of a week or month, as a table, on paper, frozen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from equipinspect.app import coverage, forecasting, indicators, office, records
from equipinspect.app.exporting import check_target
from equipinspect.app.indicators import FORMULAS, Row
from equipinspect.app.session import Session
from equipinspect.documents.charts import Series, bars, lines
from equipinspect.documents.fonts import Font, load_font
from equipinspect.documents.report import Drawing, Report, Table, report_pdf
from equipinspect.exchange import writing
from equipinspect.exchange.writing import Sheet
from equipinspect.model.canonical import canonical
from equipinspect.model.errors import UserError
from equipinspect.model.rates import Rate
from equipinspect.model.text import _

KIND = "period_report"
WEEK, MONTH = "week", "month"
NAMES = {WEEK: "特种设备安全监察周报", MONTH: "特种设备安全监察月报"}
POINTS = 12  # of the curve, a month apart
Parts = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """One row of a table: its name, and numerator and denominator of every rate in order."""

    name: str
    parts: tuple[Parts, ...]


@dataclass(frozen=True)
class Periodic:
    """A week's or month's table: counties for lifts, every kind beside the others, the curve.

    ``year_before`` is the coverage of the same day of the year before.
    """

    period: str
    since: date
    until: date
    counties: tuple[Line, ...]
    kinds: tuple[Line, ...]
    curve: tuple[tuple[str, Parts], ...]
    year_before: Parts
    sentence: str

    @property
    def title(self) -> str:
        """The heading of the report."""
        text = _("{name}（{since} 至 {until} 24:00）")
        return text.format(name=_(NAMES[self.period]), since=self.since, until=self.until)


def periodic(session: Session, on: date, period: str) -> Periodic:
    """Return the table of the week or month that holds a day, up to that day; raise UserError else."""
    if period not in NAMES:
        raise UserError(_("周期只能是 week（周报）或 month（月报）。"))
    since = on.replace(day=1) if period == MONTH else on - timedelta(days=on.weekday())
    found = indicators.indicators(session, on)
    before = coverage.on_day(session, coverage.year_before(on)).rate
    goal = coverage.goal(session)
    ahead = forecasting.forecast(session, on, date(on.year, 12, 31), goal)
    counties = [*found.rows, *([found.whole] if found.whole else [])]
    kinds = indicators.indicators(session, on, "kind").rows
    return Periodic(
        period, since, on, tuple(map(_line, counties)), tuple(map(_line, kinds)),
        tuple(_curve(session, on)), (before.numerator, before.denominator), ahead.sentence,
    )  # fmt: skip


def _line(row: Row) -> Line:
    return Line(row.name, tuple((r.numerator, r.denominator) for r in row.rates.values()))


def _curve(session: Session, on: date) -> list[tuple[str, Parts]]:
    """Return the coverage at the end of the last months and on the day itself."""
    first = coverage.year_before(on)
    points = {p.day: (p.insured, p.in_use) for p in coverage.curve(session, first, on)}
    ends = [day for day in points if (day + timedelta(days=1)).day == 1]
    return [(day.isoformat()[:7], points[day]) for day in ends[-POINTS:] if day != on] + [
        (on.isoformat()[5:], points[on])
    ]


def freeze(session: Session, on: date, period: str) -> int:
    """Keep the table as it is sent; what is entered later does not change it. Return the record."""
    found = periodic(session, on, period)
    text = canonical(_plain(found))
    with session.action("add", _("冻结{name}").format(name=_(NAMES[period]))) as running:
        return running.create(KIND, {
            "name": _(NAMES[period]), "period": period, "since": found.since.isoformat(),
            "cut_off": on.isoformat(), "taken_on": session.today().isoformat(),
            "taken_by": str(office.info(session)["person"]), "figures": text, "digest": _digest(text),
        })  # fmt: skip


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _plain(found: Periodic) -> dict[str, object]:
    return {
        "counties": [[line.name, [list(p) for p in line.parts]] for line in found.counties],
        "kinds": [[line.name, [list(p) for p in line.parts]] for line in found.kinds],
        "curve": [[label, list(parts)] for label, parts in found.curve],
        "year_before": list(found.year_before),
        "sentence": found.sentence,
    }


def read(session: Session, number: int) -> Periodic:
    """Read a frozen report; raise UserError when it is none, or no longer as it was frozen."""
    record = records.read(session, number)
    text = str(record.values.get("figures") or "")
    if record.kind != KIND or _digest(text) != record.values.get("digest"):
        raise UserError(
            _("{title} 不是冻结的周报月报，或与冻结时的校验值不符。").format(title=record.title)
        )
    data = json.loads(text)
    one, two = data["year_before"]
    return Periodic(
        str(record.values["period"]),
        date.fromisoformat(str(record.values["since"])),
        date.fromisoformat(str(record.values["cut_off"])),
        tuple(Line(name, tuple((a, b) for a, b in parts)) for name, parts in data["counties"]),
        tuple(Line(name, tuple((a, b) for a, b in parts)) for name, parts in data["kinds"]),
        tuple((label, (a, b)) for label, (a, b) in data["curve"]),
        (one, two),
        data["sentence"],
    )


def differs(session: Session, number: int) -> bool:
    """Say whether a recount of a frozen report with the same cut-off gives other numbers today."""
    then = read(session, number)
    return periodic(session, then.until, then.period) != then


def write(session: Session, found: Periodic, out: Path) -> None:
    """Write a report as xlsx or as PDF with charts; raise UserError when the file exists."""
    check_target(out, (".xlsx", ".pdf"))
    titles = (_("项目"), *(label for label, _text in FORMULAS.values()))
    if out.suffix.lower() == ".xlsx":
        writing.write_book(out, [
            Sheet(_("分县区"), found.title, titles, _cells(found.counties)),
            Sheet(_("分种类"), found.title, titles, _cells(found.kinds)),
            Sheet(_("投保率曲线"), found.title, (_("月份"), _("在保"), _("在用"), _("投保率")),
                  [(m, str(a), str(b), Rate(a, b).percent()) for m, (a, b) in found.curve]),
        ])  # fmt: skip
        return
    font = load_font(session.resources / "fonts")
    before = Rate(*found.year_before)
    said = _("去年同日投保率 {rate}（{a:,} / {b:,}）").format(
        rate=before.percent(), a=before.numerator, b=before.denominator
    )
    report = Report(
        title=found.title,
        subtitle=str(office.info(session)["office"]),
        facts=((_("投保率"), found.sentence), (_("同期"), said)),
        tables=(
            Table(titles, _cells(found.counties), (), 8.0, True, _("电梯，分县区")),
            Table(titles, _cells(found.kinds), (), 8.0, False, _("分种类")),
        ),
        drawings=_charts(session, found, font),
        notes=tuple(f"{label} = {text}" for label, text in FORMULAS.values()),
        demo=office.is_demo(session),
    )
    out.write_bytes(report_pdf(report, font))


def _cells(rows: Sequence[Line]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            line.name,
            *(f"{Rate(a, b).percent()}（{a:,}/{b:,}）" if b else "—" for a, b in line.parts),
        )
        for line in rows
    )


def _charts(session: Session, found: Periodic, font: Font) -> tuple[Drawing, ...]:
    """Draw the coverage of the last months with the goal, and that of the counties."""
    place = list(FORMULAS).index("insured")
    goal = float(coverage.goal(session)) * 100
    months = [label for label, _parts in found.curve]
    curve = Series(_("投保率"), tuple((Rate(*p).value or 0) * 100 for _m, p in found.curve))
    level = Series(_("目标"), (goal,) * len(months))
    counties = found.counties[:-1]
    each = Series(_("投保率"), tuple((Rate(*c.parts[place]).value or 0) * 100 for c in counties))
    drawn = [lines(_("投保率曲线（%）"), months, (curve, level), font)]
    if counties:
        drawn.append(
            bars(_("各县区投保率（%）"), [c.name for c in counties], (each,), font, "%.1f")
        )
    return tuple(drawn)
