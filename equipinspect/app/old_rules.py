"""Warns of rows in a sheet whose dates follow a rule that is no longer in force."""

from __future__ import annotations

from collections.abc import Sequence

from equipinspect.app.session import Session
from equipinspect.app.sorting import Line
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value
from equipinspect.model.intervals import months_of
from equipinspect.model.rule_kinds import CylinderKind
from equipinspect.model.text import _

KIND = "kind_code"  # the field that names a kind of rules/cylinders.toml
SHOWN = 5


def notes(session: Session, declaration: Declaration, lines: Sequence[Line]) -> list[str]:
    """Say which new cylinders carry the life or the cycle of superseded rules, a sentence a kind.

    The dates go in as the sheet has them: the report wins (regulation §3.2, old LPG rules).
    """
    if not declaration.has(KIND):
        return []
    kinds = {c: k for c, k in session.rules.cylinders.items() if k.old_life_months}
    rows: dict[str, list[int]] = {}
    for line in lines:
        kind = kinds.get(str(line.get(KIND)))
        if kind and _is_old(line, kind):
            rows.setdefault(str(line.get(KIND)), []).append(line.row)
    label = declaration.field(KIND).show
    return [_said(label(code), kinds[code], found) for code, found in rows.items()]


def _is_old(line: Line, kind: CylinderKind) -> bool:
    life = _months(line.get("made_on"), line.get("scrap_month"))
    cycle = _months(line.get("inspection_last"), line.get("inspection_next"))
    return kind.old_life_months == life or kind.old_cycle_months == cycle


def _months(begin: Value, end: Value) -> int:
    """Return the months between two dates, 0 when one is not a date."""
    if type(begin) is not str or type(end) is not str:
        return 0
    return months_of(end) - months_of(begin)


def _said(label: str, kind: CylinderKind, rows: list[int]) -> str:
    text = _(
        "{label} {n:,} 只的日期像是按旧规定填的（使用年限 {old_life} 年，检验周期 {old_cycle} 年），"
        "现行规定是 {life} 年、{cycle} 年（{edition}）；日期照表导入，请核对第 {rows} 行"
    )
    return text.format(
        label=label,
        n=len(rows),
        old_life=kind.old_life_months // 12,
        old_cycle=kind.old_cycle_months // 12,
        life=kind.service_life_months // 12,
        cycle=kind.cycle_months // 12,
        edition=kind.edition,
        rows="、".join(map(str, rows[:SHOWN])) + ("……" if len(rows) > SHOWN else ""),
    )
