"""What may happen to a hazard: the steps of the rule file, and every reason against one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from equipinspect.model.hazard_steps import Step, Steps
from equipinspect.model.text import _

MAJOR_WORDS = frozenset({"major", "severe"})  # 严重 of the older ledgers counts as 重大
FIVE = {  # 五落实 of a 重大 hazard, beside its deadline
    "action": "整改措施",
    "duty_person": "整改责任人",
    "funds": "整改资金",
    "contingency": "应急（防范）措施",
}
MATERIALS = {  # what a step may ask for, as the sentence names it
    "deadline": "整改时限",
    "done_on": "整改完成日期",
    "note": "说明",
    "paper": "文书编号",
    "approver": "审批人",
    "receiver": "移送单位",
    "receipt": "移送回执",
    "case_no": "立案文号",
    "fine": "罚没款",
    "level": "隐患等级",
    "supervised_level": "督办级别",
    "supervised_by": "督办单位",
    "reported_up_to": "上报机关",
}


def two_level(level: object) -> str:
    """Return the level of the two-level statistics: 较大 counts as 一般, the older 严重 as 重大."""
    return "major" if level in MAJOR_WORDS else "ordinary"


@dataclass(frozen=True)
class Facts:
    """What a step is judged by: where the hazard stands and what was written so far."""

    state: str
    level: str
    found_on: str
    last_on: str
    deadline: str = ""
    finders: frozenset[int] = frozenset()
    filled: frozenset[str] = frozenset()
    photos: frozenset[str] = frozenset()
    supervised: bool = False
    stopped: bool = False
    sealed: bool = False
    seal_extended: bool = False
    fixed_on_site: bool = False


@dataclass(frozen=True)
class Wish:
    """A step somebody wants to take: who, when, with what material and photos."""

    step: str
    on: str
    by: tuple[int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    photos: Collection[str] = ()


def problems(steps: Steps, facts: Facts, wish: Wish, today: date) -> dict[str, str]:
    """Return every reason against a step by field, a Chinese sentence each; empty when it may be taken."""
    step = steps.by_key.get(wish.step)
    if step is None:
        return {"step": _("没有“{step}”这一步").format(step=wish.step)}
    level = two_level(facts.level)
    if facts.state not in step.sources:
        return {"step": _out_of_turn(steps, step, facts.state)}
    found = _day_problems(facts, wish, today)
    found |= {
        key: _("{what}：未填").format(what=_(MATERIALS[key]))
        for key in step.needs_for(level)
        if not str(wish.values.get(key, "")).strip()
    }
    found |= _people_problems(step, facts, wish, level)
    found |= _photo_problems(step, facts, wish, level)
    return found | _own_problems(step, facts, wish, level)


def _out_of_turn(steps: Steps, step: Step, state: str) -> str:
    if step.key == "close" and state not in steps.final:
        return _("还没有复查合格，不能销号")
    if state in steps.final:
        words = {"closed": _("已销号"), "transferred": _("已移送"), "voided": _("已作废")}
        return _("这处隐患{state}，不能再“{step}”").format(state=words[state], step=step.label)
    may = "、".join(s.label for s in steps.following(state) if s.target)
    return _("现在不能“{step}”，下一步可以是：{may}").format(step=step.label, may=may)


def _day_problems(facts: Facts, wish: Wish, today: date) -> dict[str, str]:
    try:
        date.fromisoformat(wish.on)
    except ValueError:
        return {"on": _("日期 {on} 应写成 2026-03-06 的样子").format(on=wish.on or "—")}
    if wish.on < facts.found_on:
        text = _("日期 {on} 早于排查日期 {found}")
        return {"on": text.format(on=wish.on, found=facts.found_on)}
    if wish.on < facts.last_on:
        text = _("日期 {on} 早于上一步的 {last}")
        return {"on": text.format(on=wish.on, last=facts.last_on)}
    if wish.on > today.isoformat():
        return {"on": _("日期 {on} 在今天之后").format(on=wish.on)}
    return {}


def _people_problems(step: Step, facts: Facts, wish: Wish, level: str) -> dict[str, str]:
    wanted = step.officers_for(level)
    if len(set(wish.by)) < len(wish.by):
        return {"by": _("同一名执法人员写了两次，要两名不同的人")}
    if len(wish.by) < wanted:
        text = _("{step}要 {n} 名执法人员")
        return {"by": text.format(step=step.label, n=wanted)}
    closes = step.key == "close" and not facts.fixed_on_site
    if closes and len(wish.by) == 1 and wish.by[0] in facts.finders:
        return {"by": _("发现隐患的人不能一个人销号，请另一名执法人员办理")}
    approver = str(wish.values.get("approver", ""))
    if approver and approver in {str(person) for person in wish.by}:
        return {"approver": _("审批人不能是经办的执法人员")}
    return {}


def _photo_problems(step: Step, facts: Facts, wish: Wish, level: str) -> dict[str, str]:
    role = step.photo_for(level)
    if not role or role in facts.photos or role in wish.photos:
        return {}
    return {"photos": _("{step}要有整改后的照片").format(step=step.label)}


def _own_problems(step: Step, facts: Facts, wish: Wish, level: str) -> dict[str, str]:
    found = deadline_problem(step, facts, wish)
    if step.key == "report" and level == "major":
        lacking = [word for key, word in FIVE.items() if key not in facts.filled]
        if lacking:
            text = _("重大事故隐患要先填齐五落实，还缺：{what}")
            found["step"] = text.format(what="、".join(lacking))
    done = str(wish.values.get("done_on", ""))
    if step.key == "report" and done and not facts.found_on <= done <= wish.on:
        found["done_on"] = _("整改完成日期要在排查日期和收到报告的日期之间")
    if step.key == "regrade" and wish.values.get("level") == facts.level:
        found["level"] = _("等级没有变化")
    side = _side_problem(step, facts)
    return found | ({"step": side} if side else {})


def deadline_problem(step: Step, facts: Facts, wish: Wish) -> dict[str, str]:
    """Return why a deadline will not do: before the discovery, before the step, not later than the old."""
    deadline = str(wish.values.get("deadline", ""))
    if not deadline:
        return {}
    try:
        date.fromisoformat(deadline)
    except ValueError:
        return {"deadline": _("整改时限 {day} 应写成 2026-03-06 的样子").format(day=deadline)}
    if deadline < facts.found_on:
        text = _("整改时限 {day} 早于排查日期 {found}")
        return {"deadline": text.format(day=deadline, found=facts.found_on)}
    if deadline < wish.on:
        text = _("整改时限 {day} 早于这一步的日期 {on}")
        return {"deadline": text.format(day=deadline, on=wish.on)}
    if step.key == "extend" and deadline <= facts.deadline:
        text = _("延期后的时限 {day} 要晚于原来的 {old}")
        return {"deadline": text.format(day=deadline, old=facts.deadline)}
    return {}


def _side_problem(step: Step, facts: Facts) -> str:
    refused = {
        "supervise": (facts.supervised, _("已经在挂牌督办")),
        "lift_supervision": (not facts.supervised, _("没有在挂牌督办")),
        "stop_use": (facts.stopped, _("已经责令停用")),
        "resume_use": (not facts.stopped, _("没有责令停用")),
        "seal": (facts.sealed, _("已经查封或扣押")),
        "seize": (facts.sealed, _("已经查封或扣押")),
        "lift_seal": (not facts.sealed, _("没有查封或扣押")),
        "extend_seal": (
            not facts.sealed or facts.seal_extended,
            _("没有查封或扣押，或已经延长过一次"),
        ),
    }
    wrong, why = refused.get(step.key, (False, ""))
    return why if wrong else ""


def consistent(steps: Steps, path: list[tuple[str, str]]) -> bool:
    """Say whether a history of (day, state) only ever goes along the rule's arrows, in order of days."""
    arrows = {(source, s.target) for s in steps.by_key.values() if s.target for source in s.sources}
    ordered = all(a[0] <= b[0] for a, b in pairwise(path))
    return ordered and all(a[1] == b[1] or (a[1], b[1]) in arrows for a, b in pairwise(path))
