"""Checklists as versioned data: which items an edition holds, and the clauses and criteria behind them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

Toml = dict[str, Any]
ANY = "*"
VERDICTS = ("pass", "fail", "nearly", "na")  # in the order of their digit keys, 1 to 4
LOOKS = frozenset({"paper", "mark", "record", "state"})
CLASSES = frozenset({"management", "personnel", "equipment", "environment"})
SINCE = "effective_from"


@dataclass(frozen=True)
class Clause:
    """One clause of law that items, hazards and papers cite."""

    id: str
    name: str
    short: str
    about: str = ""
    effective_from: str = ""
    effective_to: str = ""
    mark: str = "confirmed"


@dataclass(frozen=True)
class Criterion:
    """One clause of GB 45067; ``still_used``: it holds only while the equipment is still used."""

    clause: str
    kinds: tuple[str, ...]
    text: str
    condition: str

    @property
    def still_used(self) -> bool:
        """Say whether the clause presupposes 仍继续使用."""
        return self.condition == "still_used"

    def suits(self, kind: str) -> bool:
        """Say whether the clause speaks of this kind of equipment."""
        return ANY in self.kinds or kind in self.kinds


@dataclass(frozen=True)
class Item:
    """One thing an officer looks at: a paper, mark, record or visible state, never a test."""

    code: str
    section: str
    text: str
    look: str
    class_: str
    clauses: tuple[str, ...]
    say: str
    do: str
    criteria: tuple[str, ...] = ()
    severe: str = ""
    due: str = ""
    never_major: bool = False
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Checklist:
    """One edition of one checklist, as it holds from a day on."""

    key: str
    label: str
    short: str
    subject: str
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    edition: str
    effective_from: str
    items: tuple[Item, ...]

    @property
    def version(self) -> str:
        """What a check keeps of the list it was done with."""
        return f"{self.key}@{self.edition}"

    def item(self, code: str) -> Item | None:
        """Return the item with a code; None when this edition has none."""
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True)
class Library:
    """All checklists in all editions, with the clauses and criteria they cite."""

    lists: Mapping[str, tuple[Checklist, ...]]
    clauses: Mapping[str, Clause]
    criteria: Mapping[str, Criterion]
    criteria_from: str
    severe: Mapping[str, str]
    severe_from: str

    def on(self, key: str, day: date) -> Checklist:
        """Return the edition of a list on a day; before the first one that one. KeyError if unknown."""
        begun = [c for c in self.lists[key] if c.effective_from <= day.isoformat()]
        return begun[-1] if begun else self.lists[key][0]

    def version(self, version: str) -> Checklist | None:
        """Return the very edition a check was done with."""
        key, _at, edition = version.partition("@")
        return next((c for c in self.lists.get(key, ()) if c.edition == edition), None)

    def for_kind(self, kind: str, day: date) -> list[Checklist]:
        """Return the lists for a kind of equipment, on a day."""
        return [c for key in self.lists if kind in (c := self.on(key, day)).kinds]

    def for_roles(self, roles: Sequence[str], day: date) -> list[Checklist]:
        """Return the lists for a unit with these roles, on a day."""
        return [c for key in self.lists if set(roles) & set((c := self.on(key, day)).roles)]

    def severe_on(self, day: date) -> Mapping[str, str]:
        """Return the cases of 严重事故隐患 (Order 57 art. 25) by clause; none before it came into force."""
        return self.severe if day.isoformat() >= self.severe_from else {}

    def pick(self, kind: str, day: date) -> list[Criterion]:
        """Return the GB 45067 clauses to choose from; none for a check before it came into force."""
        if day.isoformat() < self.criteria_from:
            return []
        return [c for c in self.criteria.values() if c.suits(kind)]

    def cited(self, clauses: Sequence[str]) -> str:
        """Return the clauses with their full names, as papers print them."""
        return "、".join(self.clauses[c].name for c in clauses if c in self.clauses)


def load_library(resources: Path) -> Library:
    """Read clauses, criteria and checklists; raise UserError naming file and item of what is wrong."""
    rules = resources / "rules"
    clauses = {row["id"]: Clause(**row) for row in _read(rules / "clauses.toml")["clause"]}
    judged = _read(rules / "hazard_criteria.toml")
    criteria = {
        row["clause"]: Criterion(**{**row, "kinds": tuple(row["kinds"])})
        for row in judged["criterion"]
    }
    severe = {row["clause"]: row["text"] for row in judged["severe"]["case"]}
    known = _Known(frozenset(clauses), frozenset(criteria), frozenset(severe))
    lists = {
        path.stem: read_checklist(path, known)
        for path in sorted((resources / "checklists").glob("*.toml"))
    }
    since = judged[SINCE], judged["severe"][SINCE]
    return Library(lists, clauses, criteria, since[0], severe, since[1])


@dataclass(frozen=True)
class _Known:
    clauses: frozenset[str]
    criteria: frozenset[str]
    severe: frozenset[str]


def read_checklist(path: Path, known: _Known) -> tuple[Checklist, ...]:
    """Return the editions of one file, oldest first; raise UserError with what is wrong in it."""
    data = _read(path)
    items = [_item(path, row, known) for row in data.get("item", ())]
    codes = [(i.code, i.since) for i in items]
    if len(set(codes)) < len(codes):
        twice = next(c for c in codes if codes.count(c) > 1)
        raise _wrong(path, twice[0], _("写了两次"))
    editions = data.get("edition", ())
    if not editions or data.get("key") != path.stem:
        raise _wrong(path, str(data.get("key")), _("没有写版本，或 key 与文件名不同"))
    order = [row["id"] for row in editions]
    for item in items:
        if {item.since, item.until} - {"", *order}:
            raise _wrong(path, item.code, _("since 或 until 写的版本没有"))
    return tuple(_edition(data, row, order, items) for row in editions)


def _edition(data: Toml, row: Toml, order: list[str], items: list[Item]) -> Checklist:
    at = order.index(row["id"])

    def holds(item: Item) -> bool:
        begun = not item.since or order.index(item.since) <= at
        return begun and (not item.until or at < order.index(item.until))

    return Checklist(
        key=data["key"],
        label=data["label"],
        short=data["short"],
        subject=data["subject"],
        kinds=tuple(data["kinds"]),
        roles=tuple(data["roles"]),
        edition=row["id"],
        effective_from=row[SINCE],
        items=tuple(item for item in items if holds(item)),
    )


def _item(path: Path, row: Toml, known: _Known) -> Item:
    code = str(row.get("code", "?"))
    ready: Toml = {
        ("class_" if k == "class" else k): tuple(v) if isinstance(v, list) else v
        for k, v in row.items()
    }
    names = {f.name for f in fields(Item)}
    needed = {"code", "section", "text", "look", "class_", "clauses", "say", "do"}
    if wrong := sorted((needed - set(ready)) | (set(ready) - names)):
        raise _wrong(path, code, _("{keys} 缺少或不认识").format(keys="、".join(wrong)))
    item = Item(**ready)
    unknown = [
        *(c for c in item.clauses if c not in known.clauses),
        *(c for c in item.criteria if c not in known.criteria),
        *([item.severe] if item.severe and item.severe not in known.severe else []),
    ]
    if unknown or not item.clauses:
        text = _("条款库里没有“{clauses}”").format(clauses="、".join(unknown) or "—")
        raise _wrong(path, code, text)
    if item.look not in LOOKS or item.class_ not in CLASSES:
        raise _wrong(path, code, _("look 或 class 不在可选值中"))
    return item


def _read(path: Path) -> Toml:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        text = _("{file} 读不出来（{why}），请恢复原文件。")
        raise UserError(text.format(file=path.name, why=error)) from error


def _wrong(path: Path, code: str, what: str) -> UserError:
    text = _("检查表 {file} 的 {code} 有误：{what}；请改正后再用。")
    return UserError(text.format(file=path.name, code=code, what=what))
