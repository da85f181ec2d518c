"""Prints issued certificates: a job as one PDF, again from any sheet, with its spoiled sheets booked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from equipinspect.app import issuing, lists, records
from equipinspect.app.exporting import check_target
from equipinspect.app.session import Report, Session, changed, never, silent
from equipinspect.documents import readback
from equipinspect.documents.batch import Item, Target, on_sheet, places, print_items
from equipinspect.documents.certificate import Values, code_box
from equipinspect.documents.layouts import Layout, layout_on
from equipinspect.documents.readback import Expected
from equipinspect.documents.stocks import whole_page
from equipinspect.model.changes import Changed
from equipinspect.model.errors import Cancelled, InvalidRecord, NotFound
from equipinspect.model.fields import Value
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Row

PART = 200
VALID = "valid"


@dataclass(frozen=True)
class Job:
    """A print job as a list shows it; ``printed`` is how many of its sheets were ever printed."""

    id: int
    made_on: str
    title: str
    template: str
    count: int
    printed: int
    spoiled: int
    void: int


@dataclass(frozen=True)
class Part:
    """Which certificates of a job to print, by their place in it, and onto what; None = a whole page."""

    first: int = 1
    last: int | None = None
    target: Target | None = None
    reason: str = ""


class _Pages:
    """The certificates of a job as items to print, read some hundred at a time, as often as asked."""

    def __init__(self, session: Session, ids: Sequence[int], check: Callable[[], None]) -> None:
        self._session = session
        self._ids = ids
        self._check = check

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, _item: object) -> bool:
        return False

    def __iter__(self) -> Iterator[Item]:
        for start in range(0, len(self._ids), PART):
            self._check()
            part = self._ids[start : start + PART]
            for row in queries.rows(self._session.register, "certificate", part):
                yield _item(self._session, row)


def _item(session: Session, row: Row) -> Item:
    said = Values.load(json.loads(str(row.values["lines"])))
    return Item(said.filling(), issuing.printed_code(session, str(row.values["code"])))


def print_job(
    session: Session,
    job: int,
    out: Path,
    part: Part,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Write certificates of a job as a PDF and book it; return the number of sheets.

    Every code is read back from the very file before it gets its name. The numbers are those of the
    job, however often it is printed. Void certificates are left out. Raises NotFound, InvalidRecord
    when sheets printed before are asked for without a reason, Cancelled.
    """
    check_target(out, (".pdf",))
    found = _certificates(session, job)
    wanted = _wanted(found, part)
    again = _was_printed(session, job, part.first, _last(part, found))
    if again and not part.reason.strip():
        raise InvalidRecord(
            _("这一批的第 {first} 张起已经打印过；重印请写明原因。").format(first=part.first),
            {"reason": _("必填")},
        )
    record = records.read(session, job)
    layout = _layout(session, record.values)
    target = part.target or Target(whole_page(*layout.page))

    def check() -> None:
        if cancelled():
            raise Cancelled(_("已取消打印；凭证编号已签发，随时可以从这一批接着印。"))

    pages = _Pages(session, [row.id for row in wanted], check)
    draft = out.with_name(f".{out.name}.part")
    try:
        sheets = _write(session, draft, layout, pages, target, report)
        readback.prove_all(
            draft, _expected(layout, pages, target), lambda n: _tell(report, n, pages)
        )
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    _book(session, job, "reprinted" if again else "printed", part, _last(part, found))
    return sheets


def _tell(report: Report, done: int, pages: _Pages) -> None:
    if done % PART == 0 or done == len(pages):
        report(_("逐个读回二维码"), done, len(pages))


def _write(
    session: Session, draft: Path, layout: Layout, pages: _Pages, target: Target, report: Report
) -> int:
    with draft.open("wb") as file:
        return print_items(
            file,
            layout,
            pages,
            issuing.font(session),
            target,
            lambda sheet: report(_("排版"), sheet, len(pages)) if sheet % PART == 0 else None,
        )


def _expected(layout: Layout, pages: _Pages, target: Target) -> Iterator[Expected]:
    for (sheet, place), item in zip(places(len(pages), target), pages, strict=True):
        box = on_sheet(code_box(layout, item.code), place, target, layout.page)
        yield Expected(sheet, box, item.code)


def _layout(session: Session, values: dict[str, Value]) -> Layout:
    on = date.fromisoformat(str(values["made_on"]))
    return layout_on(session.resources / "templates", str(values["template"]), on)


def _wanted(found: Sequence[Row], part: Part) -> list[Row]:
    last = part.last or len(found)
    chosen = [row for row in found if part.first <= _place(row) <= last]
    valid = [row for row in chosen if row.values.get("status") == VALID]
    if not valid:
        raise NotFound(
            _("这一批的第 {first} 至 {last} 张里没有有效的凭证可印。").format(
                first=part.first, last=last
            )
        )
    return valid


def _place(row: Row) -> int:
    return int(str(row.values.get("job_place") or 0))


def _last(part: Part, found: Sequence[Row]) -> int:
    return part.last or max(map(_place, found), default=0)


def _certificates(session: Session, job: int) -> list[Row]:
    """Return the certificates of a job in the order of its sheets."""
    found = _rows(session, "certificate", job)
    if not found:
        raise NotFound(
            _("没有打印批次 {id}，请用 certificates list 核对。").format(id=show_id(job))
        )
    return sorted(found, key=_place)


def _rows(session: Session, kind: str, job: int) -> list[Row]:
    return lists.every(session, kind, Filter("job", "=", str(job)))


def _was_printed(session: Session, job: int, first: int, last: int) -> bool:
    return any(
        int(str(row.values["first"])) <= last and first <= int(str(row.values["last"]))
        for row in _rows(session, "print_event", job)
        if row.values["event"] != "spoiled"
    )


def _book(session: Session, job: int, event: str, part: Part, last: int) -> None:
    with session.action("print", part.reason.strip()) as running:
        running.create(
            "print_event",
            {
                "job": job,
                "event": event,
                "on": session.today().isoformat(),
                "first": part.first,
                "last": last,
                "stock": part.target.stock.key if part.target else None,
                "reason": part.reason.strip() or None,
            },
        )


def spoil(session: Session, job: int, first: int, last: int, reason: str) -> Changed:
    """Book sheets that came out of the printer unusable; their numbers stay and can be printed again.

    Raises NotFound for places the job does not have, InvalidRecord without a reason.
    """
    found = _certificates(session, job)
    if not reason.strip():
        raise InvalidRecord(_("登记废纸要写明原因。"), {"reason": _("必填")})
    if not 1 <= first <= last <= max(map(_place, found)):
        raise NotFound(_("这一批没有第 {first} 至 {last} 张。").format(first=first, last=last))
    with session.action("print", reason) as running:
        running.create(
            "print_event",
            {
                "job": job,
                "event": "spoiled",
                "on": session.today().isoformat(),
                "first": first,
                "last": last,
                "reason": reason.strip(),
            },
        )
    return changed(running)


def jobs(session: Session) -> list[Job]:
    """Return the print jobs, newest first."""
    found = lists.every(session, "print_job")
    return [_job(session, row) for row in sorted(found, key=lambda row: -row.id)]


def _job(session: Session, row: Row) -> Job:
    events = _rows(session, "print_event", row.id)
    printed = [_span(e) for e in events if e.values["event"] != "spoiled"]
    spoiled = [_span(e) for e in events if e.values["event"] == "spoiled"]
    void = [c for c in _rows(session, "certificate", row.id) if c.values.get("status") != VALID]
    return Job(
        id=row.id,
        made_on=str(row.values["made_on"]),
        title=str(row.values.get("title") or ""),
        template=str(row.values["template"]),
        count=int(str(row.values.get("count") or 0)),
        printed=len(set().union(*printed)) if printed else 0,
        spoiled=sum(map(len, spoiled)),
        void=len(void),
    )


def _span(event: Row) -> range:
    return range(int(str(event.values["first"])), int(str(event.values["last"])) + 1)
