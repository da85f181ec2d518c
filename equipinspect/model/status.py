"""Use and registration status: the changes allowed, and what a platform's code stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from equipinspect.model.fields import Value
from equipinspect.model.rules import Rules
from equipinspect.model.schedule import Due
from equipinspect.model.text import _


def allowed(rules: Rules, group: str, old: Value, new: Value) -> bool:
    """Say whether a status may follow another (regulation: 使用状态 only moves along the rule's arrows).

    A first value is free, the same status may be dated anew, a status once set is never emptied.
    """
    steps = rules.transitions.get(group)
    if steps is None or old is None or old == new:
        return True
    return new in steps.get(str(old), ())


def following(rules: Rules, group: str, old: Value) -> tuple[str, ...]:
    """Return the statuses that may follow ``old``."""
    return rules.transitions.get(group, {}).get(str(old), ())


def from_platform(rules: Rules, code: str) -> Mapping[str, str]:
    """Return the fields a national platform's status code (1–9) sets.

    Raises ValueError with a Chinese sentence for the codes that are not taken and for unknown ones.
    """
    found = rules.platform_codes.get(code.strip().removesuffix(".0"))
    if found is None:
        raise ValueError(_("平台状态代码 “{code}” 不认识，应为 1–6 或 9").format(code=code))
    if "refused" in found:
        raise ValueError(_(found["refused"]))
    return found


def restart_problem(old: Value, new: Value, dues: Sequence[Due], on: date) -> str | None:
    """Return why stopped equipment may not simply be used again: inspection comes first if it is past.

    ``dues`` are those of the equipment as it would be in use; ``on`` is the day of the restart.
    """
    if old != "stopped" or new != "in_use":
        return None
    past = [due for due in dues if due.last_day < on and due.confirmed]
    if not past:
        return None
    return _("{label}已于 {due} 到期，重新启用前应先检验").format(
        label=past[0].label, due=past[0].due
    )
