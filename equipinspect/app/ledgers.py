"""台账表1 and 统计表表2 of a campaign or period, as sheets and as PDF; columns and their order are data."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from equipinspect.app import campaign_statistics as statistics
from equipinspect.app import exporting, hazard_rows, office
from equipinspect.app.campaign_statistics import Statistics, Wanted
from equipinspect.app.session import Session
from equipinspect.documents.charts import Series, bars, svg
from equipinspect.documents.fonts import Font, load_font
from equipinspect.documents.report import Drawing, Report, Table, report_pdf
from equipinspect.exchange import writing
from equipinspect.exchange.writing import Out, Sheet
from equipinspect.model import figures
from equipinspect.model.errors import UserError
from equipinspect.model.figures import Figures
from equipinspect.model.text import _

FAMILY = "Noto Serif SC"
SPECIAL: dict[str, Callable[[Figures], str]] = {
    "label": lambda row: row.label,
    "rate": lambda row: figures.percent(row.rate),
    "fines": lambda row: figures.wan(row["fines"]),
}


@dataclass(frozen=True)
class Form:
    """One table as the office files it: its name, title, and columns (title, value, width)."""

    name: str
    title: str
    columns: tuple[tuple[str, str, float], ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles in order."""
        return tuple(title for title, _value, _width in self.columns)

    @property
    def widths(self) -> tuple[float, ...]:
        """How wide the columns are, as shares."""
        return tuple(width for _title, _value, width in self.columns)


def forms(session: Session) -> tuple[Form, Form]:
    """Read both forms; raise UserError naming a column whose value nobody knows."""
    path = session.resources / "templates" / "ledger.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    first, second = (_form(data[key]) for key in ("table1", "table2"))
    for form, known in ((first, hazard_rows.VALUES), (second, {*SPECIAL, *figures.COUNTED})):
        for title, value, _width in form.columns:
            if value not in known and not (form is second and value.startswith("devices:")):
                text = _("{file} 的列“{title}”要取的 {value} 没有这个内容。")
                raise UserError(text.format(file=path.name, title=title, value=value))
    return first, second


def _form(data: dict[str, Any]) -> Form:
    columns = tuple((c["title"], c["value"], float(c.get("width", 5))) for c in data["column"])
    return Form(data["name"], data["title"], columns)


def number(row: Figures, value: str) -> str:
    """Write one number of table 2; devices of a kind in their own unit."""
    if value in SPECIAL:
        return SPECIAL[value](row)
    if value.startswith("devices:"):
        _word, kind, units = value.split(":", 2)
        counts = {unit: n for unit in units.split(",") if (n := row.devices.get((kind, unit)))}
        if len(counts) > 1:
            return "、".join(figures.text(n) + unit for unit, n in counts.items())
        return figures.text(sum(counts.values(), Decimal(0)))
    return figures.text(row[value])


def table2(form: Form, found: Statistics) -> list[list[str]]:
    """Return table 2: a row a county and the total."""
    return [
        [number(row, value) for _title, value, _width in form.columns]
        for row in (*found.rows, found.total)
    ]


def table1(session: Session, form: Form, wanted: Wanted) -> list[list[str]]:
    """Return table 1: a row a hazard in the order found, as things stood on the cut-off day."""
    values = [value for _title, value, _width in form.columns]
    return [[row[value] for value in values] for row in hazard_rows.rows(session, wanted)]


def write(session: Session, wanted: Wanted, out: Path) -> dict[str, int]:
    """Write both tables as xlsx or PDF; return the rows of each. The file must not exist."""
    exporting.check_target(out, (".xlsx", ".pdf"))
    first, second = forms(session)
    found = statistics.statistics(session, wanted)
    rows, counts = table1(session, first, wanted), table2(second, found)
    if out.suffix.lower() == ".pdf":
        out.write_bytes(pdf(session, found, rows, counts))
    else:
        numbers = [[_cell(text) for text in row] for row in counts]
        heading = _heading(found)
        writing.write_book(out, [
            Sheet(first.name, f"{heading}　{first.title}", first.titles, rows),
            Sheet(second.name, f"{heading}　{second.title}", second.titles, numbers),
        ])  # fmt: skip
    return {first.name: len(rows), second.name: len(counts) - 1}


def _heading(found: Statistics) -> str:
    wanted = found.wanted
    text = (
        _("{title}（截至 {on} 24:00）")
        if wanted.since is None
        else _("{title}（{since} 至 {on} 24:00）")
    )
    return text.format(title=found.title, on=wanted.on, since=wanted.since)


def _cell(text: str) -> Out:
    """Numbers of table 2 stay numbers in a sheet, so that they can be added up there."""
    return Decimal(text) if text.replace(".", "", 1).isdecimal() else text


def pdf(
    session: Session, found: Statistics, rows: list[list[str]], counts: list[list[str]]
) -> bytes:
    """Return both tables and the charts as one PDF, A3 across."""
    first, second = forms(session)
    font = load_font(session.resources / "fonts")
    return report_pdf(
        Report(
            title=_heading(found),
            tables=(
                Table(second.titles, _fixed(counts), second.widths, 6.5, True, second.title),
                Table(first.titles, _fixed(rows), first.widths, 5.5, False, first.title),
            ),
            drawings=charts(found, font),
            wide=True,
            demo=office.is_demo(session),
        ),
        font,
    )


def _fixed(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)


def charts(found: Statistics, font: Font) -> tuple[Drawing, ...]:
    """Return the charts of a table: found and rectified, and the rate, row by row."""
    labels = [row.label for row in found.rows]
    counts = [
        Series(name, tuple(float(row[measure]) for row in found.rows))
        for name, measure in (
            (_("发现隐患"), "hazards"),
            (_("已整改"), "rectified"),
            (_("未整改"), "open"),
        )
    ]
    rates = tuple(float(row.rate * 100) if row.rate is not None else 0.0 for row in found.rows)
    if not labels:
        return ()
    return (
        bars(_("隐患（处）"), labels, counts, font),
        bars(_("整改率（%）"), labels, [Series(_("整改率"), rates)], font, "%.1f"),
    )


def charts_svg(session: Session, found: Statistics) -> list[str]:
    """Return the same charts for the screen."""
    font = load_font(session.resources / "fonts")
    return [svg(each, FAMILY, font) for each in charts(found, font)]
