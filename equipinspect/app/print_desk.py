"""What the page of print jobs shows and starts: who is ready, why the rest is not, issue and print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from equipinspect.app import batches, print_jobs, selecting, stocks
from equipinspect.app.batches import Plan
from equipinspect.app.lists import Query
from equipinspect.app.preflight import preflight
from equipinspect.app.print_jobs import Part
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.app.subjects import Subject
from equipinspect.documents.layouts import Layout, read_layout
from equipinspect.documents.stocks import Calibration, Stock
from equipinspect.model.errors import InvalidRecord
from equipinspect.model.text import _

CHECK_LAYOUTS = "check_certificate*.toml"
PLACE = ("town", "street", "estate", "building")


@dataclass(frozen=True)
class Line:
    """One piece of equipment in the table before a batch; no reasons = ready."""

    id: int
    kind: str
    title: str
    place: str
    reasons: dict[str, str]


@dataclass(frozen=True)
class Group:
    """What is ready, or what is refused for the same reason; ``key`` is "" for what is ready."""

    key: str
    words: str
    lines: list[Line]


@dataclass(frozen=True)
class Looked:
    """The table before a batch."""

    ids: list[int]
    ready: list[Line]
    refused: list[Line]

    def groups(self) -> list[Group]:
        """Return the ready first, then each reason, the most frequent first."""
        by_key: dict[str, list[Line]] = {}
        for line in self.refused:
            for key in line.reasons:
                by_key.setdefault(key, []).append(line)
        found = [Group(key, _reason(key, lines), lines) for key, lines in by_key.items()]
        found.sort(key=lambda group: -len(group.lines))
        return [Group("", "", self.ready), *found]


@dataclass(frozen=True)
class Paper:
    """What can be in the printer, and what is to be printed on it."""

    layouts: dict[str, str]
    stocks: dict[str, Stock]
    pages: dict[str, tuple[float, float]]


def _reason(key: str, lines: Sequence[Line]) -> str:
    """Return one reason's words; where they differ by day or name, what they have in common."""
    common = {
        "result": _("最近一次监督检查未合格或未结束"),
        "officers": _("执法人员或执法证不合要求"),
        "glyphs": _("名称里有字库缺的字"),
        "valid_to": _("已到下次检验期限"),
        "layout": _("内容太多，这种版式印不下"),
    }
    return common.get(key) or lines[0].reasons[key]


def look(
    session: Session,
    chosen: Query | Sequence[int],
    template: str = "",
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> Looked:
    """Look at a list as it is filtered, or at the equipment that was ticked; nothing is written."""
    ids = selecting.from_queries(session, [chosen]) if isinstance(chosen, Query) else list(chosen)
    found = preflight(session, ids, report, cancelled, template)
    ready = [_line(one.subject, {}) for one in batches.arranged(found.ready, PLACE)]
    refused = [Line(r.id, r.kind, r.title, "", r.reasons) for r in found.refused]
    return Looked(ids, ready, refused)


def _line(about: Subject, reasons: dict[str, str]) -> Line:
    known = {field.key for field in about.declaration.fields}
    place = " ".join(filter(None, (about.printed(key) for key in PLACE if key in known)))
    return Line(about.id, about.declaration.key, about.title, place, reasons)


def issue(
    session: Session,
    ids: Sequence[int],
    plan: Plan,
    passphrase: str = "",
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> batches.Batch:
    """Look again where it is written, and issue what is ready now. Raises UserError, Cancelled."""
    found = preflight(session, ids, report, cancelled, plan.template)
    return batches.issue(session, found.ready, plan, passphrase, report, cancelled)


def print_part(
    session: Session,
    job: int,
    out: Path,
    wanted: tuple[int, str, str, int, str],
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Print a job from one of its sheets on; wanted = first, stock, printer, start, reason.

    Returns the number of sheets. Raises as `print_jobs.print_job` and `stocks.target` do.
    """
    first, stock, printer, start, reason = wanted
    target = stocks.target(session, stock, printer, start) if stock else None
    part = Part(first=first, target=target, reason=reason)
    return print_jobs.print_job(session, job, out, part, report, cancelled)


def paper(session: Session) -> Paper:
    """Return the layouts of check certificates in use today, and the sheets they can stand on."""
    found: dict[str, Layout] = {}
    for path in sorted((session.resources / "templates").glob(CHECK_LAYOUTS)):
        one = read_layout(path)
        if one.effective_from <= session.today():
            found[one.key] = one
    titles = {
        key: _("{width:g} × {height:g} 毫米").format(width=x.page[0], height=x.page[1])
        for key, x in found.items()
    }
    if not titles:
        raise InvalidRecord(_("今天没有可用的凭证版式，请核对版式文件。"))
    return Paper(titles, stocks.known(session), {key: x.page for key, x in found.items()})


def correction(session: Session, printer: str, stock: str) -> Calibration:
    """Return what is kept for a printer on a sheet."""
    return stocks.calibration(session, printer, stock)
