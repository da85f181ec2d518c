"""特种设备使用标志: only where the office is the registration authority, only on its own occasions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from equipinspect.app import tags
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.app.tags import Labels
from equipinspect.documents.layouts import layout_on, values_only
from equipinspect.model.errors import InvalidRecord, NotAllowed
from equipinspect.model.text import _

ELEVATOR, GENERAL = "use_mark_elevator", "use_mark_general"
OCCASIONS = ("first", "change", "replacement")
LAST_OF_2017 = date(2026, 4, 30)  # the 2017 edition of TSG 08 goes out of use


@dataclass(frozen=True)
class Marks:
    """Which marks are wanted: the occasion, the paper; ``text_only`` for pre-printed stock."""

    occasion: str
    labels: Labels
    text_only: bool = False


def print_marks(
    session: Session,
    ids: Sequence[int],
    out: Path,
    marks: Marks,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Write use marks as a PDF; return the number of sheets.

    After a periodic inspection the inspection body issues the mark, not the office (TSG 08). Raises
    NotAllowed for an office that does not register, InvalidRecord for another occasion, a layout
    out of use or equipment without registration.
    """
    if session.settings["is_registration_authority"] != "1":
        raise NotAllowed(
            _("本局没有设为使用登记机关，不能打印使用标志；由登记机关或检验机构出具。")
        )
    if marks.occasion not in OCCASIONS:
        raise InvalidRecord(
            _("使用标志只在首次登记、变更登记、补发时打印；定期检验后的标志由检验机构出具。")
        )
    layout = layout_on(session.resources / "templates", _template(session, marks), session.today())
    used = values_only(layout) if marks.text_only else layout
    return tags.print_forms(session, ids, out, (used, marks.labels), report, cancelled)


def _template(session: Session, marks: Marks) -> str:
    """Return the layout that may be used today."""
    if marks.labels.template not in (ELEVATOR, GENERAL):
        raise InvalidRecord(
            _("{key} 不是使用标志版式，可用 {elevator}、{general}。").format(
                key=marks.labels.template, elevator=ELEVATOR, general=GENERAL
            )
        )
    if session.today() <= LAST_OF_2017:
        return marks.labels.template
    own = session.settings["use_mark_layout"]
    if not own or own in (ELEVATOR, GENERAL):
        raise NotAllowed(
            _("2017 版使用标志自 2026-05-01 起不再可用，请先在设置里填本局确认的使用标志版式。")
        )
    return own
