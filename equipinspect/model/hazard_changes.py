"""What a step writes into a hazard: its fields after the step, given its fields before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from equipinspect.model.fields import Value
from equipinspect.model.hazard_steps import Step, Steps
from equipinspect.model.hazards import Wish, two_level
from equipinspect.model.working_days import Calendar

Changes = dict[str, Value]
DATED = frozenset(
    {"state", "state_on"}
)  # an event is written whole, also on the day of the last one
_Make = Callable[[Mapping[str, Value], Wish], Changes]


def changes(steps: Steps, calendar: Calendar, values: Mapping[str, Value], wish: Wish) -> Changes:
    """Return the fields an allowed step sets; ``values`` are those of the hazard before it."""
    step = steps.by_key[wish.step]
    found: Changes = {}
    if target := target_of(step, values, wish):
        found |= {"state": target, "state_on": wish.on}
    make = _OWN.get(step.key)
    if make:
        found |= make(values, wish)
    if step.key == "report":
        due = calendar.add(date.fromisoformat(wish.on), steps.recheck_working_days)
        found |= {"recheck_due": due.day.isoformat(), "recheck_expected": int(due.expected)}
    if step.key == "fix_on_site" and found["state"] == "closed":
        found |= _close(values, wish)
    return {k: v for k, v in found.items() if k in DATED or values.get(k) != v}


def target_of(step: Step, values: Mapping[str, Value], wish: Wish) -> str:
    """Return the state after a step; a 重大 hazard fixed on the spot waits for the sign-off."""
    if step.key == "fix_on_site" and two_level(values.get("level")) == "major":
        return step.target if wish.values.get("approver") else "rechecked"
    return step.target


def _person(wish: Wish, place: int) -> Value:
    return wish.by[place] if len(wish.by) > place else None


def _given(wish: Wish, key: str) -> Value:
    return str(wish.values.get(key, "")).strip() or None


def _approver(wish: Wish) -> Value:
    approver = _given(wish, "approver")
    return int(str(approver)) if approver else None


def _issue(values: Mapping[str, Value], wish: Wish) -> Changes:
    deadline = _given(wish, "deadline")
    found: Changes = {"deadline": deadline}
    if values.get("first_deadline") is None:
        found["first_deadline"] = deadline
    if directive := _given(wish, "directive"):
        found["directive"] = int(str(directive))
    if paper := _given(wish, "paper"):
        found["directive_no"] = paper
    return found


def _report(_values: Mapping[str, Value], wish: Wish) -> Changes:
    return {"reported_on": wish.on, "done_on": _given(wish, "done_on")}


def _recheck(result: str, values: Mapping[str, Value], wish: Wish) -> Changes:
    passed = result == "pass"
    found: Changes = {
        "rechecked_on": wish.on,
        "rechecked_by1": _person(wish, 0),
        "rechecked_by2": _person(wish, 1),
        "recheck_result": result,
        "rectified_on": wish.on if passed else None,
    }
    if passed and values.get("done_on") is None:
        found["done_on"] = wish.on
    if not passed:
        found |= {"deadline": _given(wish, "deadline"), "reported_on": None, "done_on": None}
        found |= {"recheck_due": None, "recheck_expected": None}
    return found


def _fix_on_site(values: Mapping[str, Value], wish: Wish) -> Changes:
    found = _recheck("pass", values, wish)
    return found | {"fixed_on_site": 1, "progress": _given(wish, "note")}


def _close(_values: Mapping[str, Value], wish: Wish) -> Changes:
    return {
        "closed_on": wish.on,
        "closed_by1": _person(wish, 0),
        "closed_by2": _person(wish, 1),
        "approved_by": _approver(wish),
    }


def _transfer(_values: Mapping[str, Value], wish: Wish) -> Changes:
    return {
        "transferred_on": wish.on,
        "transferred_to": _given(wish, "receiver"),
        "transfer_receipt": _given(wish, "receipt"),
    }


def _extend(_values: Mapping[str, Value], wish: Wish) -> Changes:
    return {
        "deadline": _given(wish, "deadline"),
        "extended_on": wish.on,
        "extended_by": _approver(wish),
        "extension_reason": _given(wish, "note"),
    }


def _supervise(_values: Mapping[str, Value], wish: Wish) -> Changes:
    return {
        "supervised_level": _given(wish, "supervised_level"),
        "supervised_on": wish.on,
        "supervised_by": _given(wish, "supervised_by"),
        "supervision_lifted_on": None,
    }


def _regrade(_values: Mapping[str, Value], wish: Wish) -> Changes:
    found: Changes = {"level": _given(wish, "level"), "criterion": _given(wish, "criterion")}
    if used := _given(wish, "still_used"):
        found["still_used"] = int(str(used))
    return found


_OWN: dict[str, _Make] = {
    "issue": _issue,
    "report": _report,
    "recheck_pass": lambda values, wish: _recheck("pass", values, wish),
    "recheck_fail": lambda values, wish: _recheck("fail", values, wish),
    "fix_on_site": _fix_on_site,
    "close": _close,
    "transfer": _transfer,
    "void": lambda _v, wish: {"voided_on": wish.on, "void_reason": _given(wish, "note")},
    "extend": _extend,
    "supervise": _supervise,
    "lift_supervision": lambda _v, wish: {"supervision_lifted_on": wish.on},
    "stop_use": lambda _v, wish: {"stopped_on": wish.on, "resumed_on": None},
    "resume_use": lambda _v, wish: {"resumed_on": wish.on},
    "seal": lambda _v, wish: {"sealed_on": wish.on},
    "seize": lambda _v, wish: {"sealed_on": wish.on},
    "file_case": lambda _v, wish: {"case_on": wish.on, "case_no": _given(wish, "case_no")},
    "penalise": lambda _v, wish: {"fined_on": wish.on, "fine": _given(wish, "fine")},
    "report_up": lambda _v, wish: {
        "reported_up_on": wish.on,
        "reported_up_to": _given(wish, "reported_up_to"),
    },
    "expose": lambda _v, wish: {"exposed_on": wish.on},
    "regrade": _regrade,
}
