"""Whether a hazard's level, clause and flags fit its day: GB 45067 and Order 57, each from its own day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from equipinspect.model.checklists import Criterion, Item, Library
from equipinspect.model.fields import Value
from equipinspect.model.hazards import two_level
from equipinspect.model.text import _

NO_DEVICE = "none"


def problems(
    library: Library, values: Mapping[str, Value], day: date, item: Item | None = None
) -> dict[str, str]:
    """Return what is wrong with the grading of a hazard found on ``day``, by field.

    ``item`` is the checklist item it came from. Overdue inspection alone is never 重大 (GB 45067
    does not list it); Order 57's 严重事故隐患 is judged apart from the level.
    """
    found = _level_problems(library, values, day, item)
    found |= _criterion_problems(library, values, day)
    if values.get("severe_57") == 1:
        if day.isoformat() < library.severe_from:
            text = _("总局令第 57 号 {day} 起施行，之前的检查不按它判断")
            found["severe_57"] = text.format(day=library.severe_from)
        elif values.get("severe_clause") not in library.severe:
            found["severe_clause"] = _("严重事故隐患要选第二十五条里的情形")
    return found


def _level_problems(
    library: Library, values: Mapping[str, Value], day: date, item: Item | None
) -> dict[str, str]:
    if two_level(values.get("level")) != "major":
        return {}
    if item and item.never_major:
        text = _("“{item}”不在重大事故隐患判定条款里，只能判为一般，另按法条处理")
        return {"level": text.format(item=item.say)}
    if day.isoformat() >= library.criteria_from and not values.get("criterion"):
        text = _("重大事故隐患要选 GB 45067—2024 的判定条款；超期未检本身不是重大事故隐患")
        return {"criterion": text}
    return {}


def _criterion_problems(library: Library, values: Mapping[str, Value], day: date) -> dict[str, str]:
    clause = values.get("criterion")
    if clause is None:
        return {}
    if day.isoformat() < library.criteria_from:
        text = _("GB 45067—2024 {day} 起施行，之前的检查不能用它的条款")
        return {"criterion": text.format(day=library.criteria_from)}
    criterion = library.criteria.get(str(clause))
    if criterion is None:
        return {"criterion": _("没有 GB 45067—2024 第 {clause} 条").format(clause=clause)}
    return _condition_problems(criterion, values)


def _condition_problems(criterion: Criterion, values: Mapping[str, Value]) -> dict[str, str]:
    clause = criterion.clause
    if not criterion.suits(str(values.get("device_kind") or NO_DEVICE)):
        text = _("第 {clause} 条说的不是这种设备")
        return {"criterion": text.format(clause=clause)}
    if two_level(values.get("level")) != "major":
        return {"level": _("选了重大事故隐患判定条款，等级应为重大")}
    if criterion.still_used and values.get("still_used") != 1:
        text = _("第 {clause} 条以“仍继续使用”为前提，请核实后勾选，已停用的不判为重大")
        return {"still_used": text.format(clause=clause)}
    return {}
