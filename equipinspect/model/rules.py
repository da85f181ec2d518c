"""Loads the edition-dated regulation data and answers which rule holds for which values on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from equipinspect.model.catalogue import CODE_LENGTH, LEVELS, Catalogue, Edition, Entry
from equipinspect.model.divisions import Division, Divisions
from equipinspect.model.fields import Value
from equipinspect.model.rule_kinds import (
    CheckRules,
    CylinderKind,
    DuePolicy,
    Interval,
    Life,
    Order,
    Rule,
)

Toml = dict[str, Any]
Made = TypeVar("Made")
MARKS = ("confirmed", "high", "medium", "low")
METHODS = ("months", "elevator", "elevator_testing", "with_yearly_visit", "none", "unknown")


class RuleError(Exception):
    """A rule file that cannot be used; names the file and the key."""


@dataclass(frozen=True)
class Rules:
    """Everything read from ``resources/rules``."""

    intervals: Mapping[str, tuple[Interval, ...]]
    lives: Mapping[str, tuple[Life, ...]]
    orders: Mapping[str, tuple[Order, ...]]
    cylinders: Mapping[str, CylinderKind]
    due: DuePolicy
    checks: CheckRules
    divisions: Divisions
    catalogue: Catalogue
    transitions: Mapping[str, Mapping[str, tuple[str, ...]]]
    status_hints: Mapping[str, str]
    platform_codes: Mapping[str, Mapping[str, str]]
    _by_id: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def daily(self) -> frozenset[str]:
        """The stream rules that count in days: nobody applies for those a month ahead."""
        return frozenset(
            key for key, rows in self.intervals.items() if any(row.days for row in rows)
        )

    def division(self, text: str) -> str | None:
        """Return the division code for a code or a name; None if it is neither."""
        return self.divisions.find(text)

    def interval(self, rule_id: str, on: date) -> Interval:
        """Return the rule with this id that held on a day; raise KeyError if there is none."""
        found = _in_force(self._by_id[rule_id], on.isoformat())
        if not found:
            raise KeyError(rule_id)
        return found[0]

    def pick(self, stream_rule: str, values: Mapping[str, Value], on: str = "") -> Interval | None:
        """Return the first rule for a stream that holds on the day ``on`` and fits the values."""
        rows = self.intervals.get(stream_rule, ())
        for rule in _in_force(rows, on):
            if rule.suits(values, on):
                return rule
        return None

    def life(self, category: str, values: Mapping[str, Value]) -> Life | None:
        """Return the rule that makes the end of the design life a due date, if one fits."""
        return next((rule for rule in self.lives.get(category, ()) if rule.fits(values)), None)

    def to_confirm(self) -> list[Rule]:
        """Return the rules an office has to confirm before they may raise red, one an id."""
        rules: list[Rule] = [rule for rows in self.intervals.values() for rule in rows]
        rules += [rule for rows in self.lives.values() for rule in rows]
        rules += list(self.cylinders.values())
        return list({rule.id: rule for rule in reversed(rules) if rule.mark == "low"}.values())[
            ::-1
        ]


def _in_force(rows: tuple[Interval, ...], on: str) -> tuple[Interval, ...]:
    """Keep the rules in force on a day; before the first edition known, that one; no day, the latest."""
    if not on:
        return tuple(r for r in rows if not r.effective_to)
    left = tuple(r for r in rows if not r.effective_to or on < r.effective_to)
    begun = tuple(r for r in left if r.effective_from <= on)
    return begun or left


def load_rules(resources: Path) -> Rules:
    """Read ``rules/*.toml``; raise RuleError naming the file and key of what is wrong."""
    folder = resources / "rules"
    data = {stem: _read(folder / f"{stem}.toml") for stem in (
        "intervals", "cylinders", "due", "checks", "status", "divisions", "catalogue",
    )}  # fmt: skip
    intervals = [
        _rule(Interval, "intervals", _renamed(row)) for row in data["intervals"]["interval"]
    ]
    for rule in intervals:
        if rule.method not in METHODS:
            raise RuleError(f"rules/intervals.toml: {rule.id}: method {rule.method!r}")
    return Rules(
        intervals=_grouped(intervals, lambda r: r.stream),
        lives=_grouped(
            [_rule(Life, "intervals", r) for r in data["intervals"]["life"]], lambda r: r.category
        ),
        orders=_grouped(
            [_rule(Order, "intervals", r) for r in data["intervals"]["order"]], lambda r: r.category
        ),
        cylinders=_cylinders(data["cylinders"]),
        due=_due(data["due"]),
        checks=_checks(data["checks"]),
        divisions=_divisions(data["divisions"]),
        catalogue=_catalogue(data["catalogue"]),
        transitions=_transitions(data["status"]),
        status_hints=data["status"]["hints"],
        platform_codes=data["status"]["platform"],
        _by_id=_grouped(intervals, lambda r: r.id),
    )


def _read(path: Path) -> Toml:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleError(f"rules/{path.name}: {error}") from error


def _renamed(row: Toml) -> Toml:
    """``for`` is a word of Python; a row without it serves the stream named like its id."""
    return {
        "stream": row.get("for", row.get("id", "")),
        **{k: v for k, v in row.items() if k != "for"},
    }


def _rule(kind: type[Made], file: str, row: Toml) -> Made:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    unknown = set(row) - known
    if unknown or "id" not in row:
        raise RuleError(f"rules/{file}.toml: {row.get('id')}: {sorted(unknown) or 'id missing'}")
    if row.get("mark", "confirmed") not in MARKS:
        raise RuleError(f"rules/{file}.toml: {row['id']}: mark {row['mark']!r}")
    ready = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    ready["when"] = tuple((key, tuple(allowed)) for key, allowed in row.get("when", {}).items())
    return kind(**ready)


def _grouped(rules: list[Made], key: Callable[[Made], str]) -> dict[str, tuple[Made, ...]]:
    found: dict[str, tuple[Made, ...]] = {}
    for rule in rules:
        found[key(rule)] = (*found.get(key(rule), ()), rule)
    return found


def _cylinders(data: Toml) -> dict[str, CylinderKind]:
    common = {key: data[key] for key in ("edition", "effective_from", "clause")}
    found: dict[str, CylinderKind] = {}
    for row in data["kind"]:
        rest = {key: value for key, value in row.items() if key != "code"}
        found[row["code"]] = _rule(
            CylinderKind, "cylinders", {**common, **rest, "id": f"CYL-{row['code']}"}
        )
    return found


def _due(data: Toml) -> DuePolicy:
    return DuePolicy(
        steps=tuple(sorted((int(step["days"]), str(step["colour"])) for step in data["step"])),
        overdue=data["overdue"]["colour"],
        unconfirmed=data["unconfirmed"]["colour"],
        apply_months_before=data["apply_months_before"],
        stale_postponement_months=data["stale_postponement_months"],
        no_reason=frozenset(data["no_reason_words"]),
    )


def _checks(data: Toml) -> CheckRules:
    kinds = tuple(
        (k["value"], k.get("effective_from", ""), k.get("effective_to", "")) for k in data["kind"]
    )
    asked = data["certificate"]
    return CheckRules(
        kinds,
        asked["officers"],
        tuple(asked["results"]),
        asked["validity_months"],
        asked["statement"],
    )


def _divisions(data: Toml) -> Divisions:
    rows = [Division(*row) for row in data["rows"]]
    renamed = {row["old"]: row["code"] for row in data["renamed"]}
    return Divisions(rows, renamed, {row["old_name"]: row["code"] for row in data["renamed"]})


def _catalogue(data: Toml) -> Catalogue:
    editions = []
    for each in data["edition"]:
        entries = {row[0]: Entry(*row) for row in each["rows"]}
        if any(
            entry.level not in LEVELS or len(entry.code) != CODE_LENGTH
            for entry in entries.values()
        ):
            raise RuleError(f"rules/catalogue.toml: {each['id']}: level or code")
        dates = each.get("effective_from", ""), each.get("effective_to", "")
        editions.append(Edition(each["id"], each["name"], *dates, entries))
    return Catalogue(editions)


def _transitions(data: Toml) -> dict[str, dict[str, tuple[str, ...]]]:
    found = {
        group: {old: tuple(new) for old, new in steps.items()}
        for group, steps in data["transitions"].items()
    }
    for group, steps in found.items():
        for old, following in steps.items():
            if unknown := set(following) - set(steps):
                raise RuleError(f"rules/status.toml: {group}.{old}: {sorted(unknown)}")
    return found
