"""The one-page record of a draw, and the list of its results for publication."""

from __future__ import annotations

from typing import Any

from equipinspect.app import draws, office, records
from equipinspect.app.session import Session
from equipinspect.documents.fonts import load_font
from equipinspect.documents.report import Report, Table, report_pdf
from equipinspect.model.ids import show_id
from equipinspect.model.text import _

FACTS = (
    "drawn_on", "matter", "plan", "campaign", "pool_size", "pool_hash", "officers_hash", "weights",
    "wanted", "each", "seed", "seed_source", "seeded_at", "method", "host", "witness", "state",
    "discard_reason",
)  # fmt: skip


def record_pdf(session: Session, number: int) -> bytes:
    """Return the record of a draw: seed, pools, weights, units and officers in the order drawn."""
    record = records.read(session, number)
    declaration = session.declaration("draw")
    facts = tuple(
        (declaration.field(key).label, records.shown(session, declaration, key, value))
        for key in FACTS
        if (value := record.values.get(key)) is not None
    )
    rows = tuple(
        (str(each.place), each.unit_name, "、".join(each.officers))
        for each in draws.results(session, number)
    )
    table = Table((_("顺序"), _("检查对象"), _("检查人员")), rows, (1, 6, 3))
    return report_pdf(
        Report(
            title=_("“双随机、一公开”抽查记录"),
            subtitle=f"{record.values['name']}　{show_id(number)}",
            facts=facts,
            tables=(table,),
            notes=(_("名录、种子和方法都已留存，用 draw verify 重抽可得到相同的结果。"),),
            signatures=(_("主持人："), _("监督人：")),
            demo=office.is_demo(session),
        ),
        load_font(session.resources / "fonts"),
    )


def publication(session: Session, number: int) -> list[tuple[str, str, str]]:
    """Return what is made public of a draw: unit, result in the words of §4.4, day."""
    return [(r.unit_name, r.result, r.finished_on) for r in draws.results(session, number)]


def plain(session: Session, number: int) -> dict[str, Any]:
    """Return a draw as programs read it, without the texts of its pools."""
    record = records.read(session, number)
    left_out = ("pool", "officers", "plan", "campaign", "host")
    found: dict[str, Any] = {"id": show_id(number)}
    found |= {k: v for k, v in record.values.items() if k not in left_out}
    found["results"] = [
        {
            "id": show_id(r.id),
            "place": r.place,
            "unit": show_id(r.unit),
            "name": r.unit_name,
            "officers": list(r.officers),
            "result": r.result,
            "finished_on": r.finished_on,
        }
        for r in draws.results(session, number)
    ]
    return found
