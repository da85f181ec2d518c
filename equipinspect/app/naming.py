"""The records of one kind that sheet rows name: found by code, then by exact name, else prepared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from equipinspect.app import places
from equipinspect.app.likeness import likely_same
from equipinspect.app.matching import identities
from equipinspect.app.session import Session
from equipinspect.app.tagging import tag
from equipinspect.model.codes import normalise
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
from equipinspect.model.fields import ABSENT_WORDS, Absent, Field, Value, folded
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _
from equipinspect.store import queries

NO_CODE = ABSENT_WORDS | {"不详", "未知", "暂无", "没有", "NULL", "NONE"}
FEWEST_SIGNS = 3  # of different characters in a code that tells records apart
Values = Mapping[str, Value]


@dataclass
class Pending:
    """A record that the import will create because a row that goes in names it."""

    kind: str
    values: dict[str, Value]
    used: bool = False


@dataclass
class Fill:
    """Empty fields of a known record that a row knows; what is filled in is never changed."""

    kind: str
    values: dict[str, Value]
    used: bool = False


@dataclass
class Found:
    """Everything that rows named, for one import: a pending record stands under a negative number."""

    pending: list[Pending] = field(default_factory=list)
    filled: dict[int, Fill] = field(default_factory=dict)
    pointers: list[str] = field(default_factory=list)

    def point(self, sentence: str) -> None:
        """Keep a sentence that a person should read, once."""
        if sentence not in self.pointers:
            self.pointers.append(sentence)

    def use(self, number: int) -> None:
        """Keep what a row that goes in refers to, and what that refers to in turn."""
        if number >= 0:
            if number in self.filled:
                self.filled[number].used = True
            return
        pending = self.pending[-number - 1]
        if not pending.used:
            pending.used = True
            for value in pending.values.values():
                if isinstance(value, int) and value < 0:
                    self.use(value)


class Others(Protocol):
    """What a kind of named record needs of the others in the same import."""

    session: Session
    found: Found

    def within(self, declaration: Declaration, given: Values) -> dict[str, Value]:
        """Return what a row says of a record it names, references in it resolved."""
        ...

    def values_of(self, kind: str, number: int) -> dict[str, Value]:
        """Return the present values of a known record, with what this import fills in."""
        ...

    def named(self, kind: str) -> Named:
        """Return the named records of another kind."""
        ...


class Named:
    """The records of one kind that rows can name."""

    def __init__(self, others: Others, declaration: Declaration) -> None:
        self._others = others
        self._session = others.session
        self._declaration = declaration
        self._found = others.found
        single = (k[0] for k in identities(declaration) if len(k) == 1)
        self.code_keys = tuple(k for k in single if k != "name")
        self.context_keys = tuple(
            k for keys in declaration.identity if "name" in keys for k in keys if k != "name"
        )
        self._by_code: dict[tuple[str, str], int] = {}
        self._by_name: dict[str, list[int]] = {}
        self._names: dict[int, str] = {}
        self._own: dict[int, dict[str, str]] = {}
        self._memo: dict[tuple[object, ...], int] = {}
        self._coded = places.coder(self._session, declaration)
        self._learn()

    def _learn(self) -> None:
        register, kind = self._session.register, self._declaration.key
        for number, *names in queries.identities(register, kind, ("name",)):
            self._know(number, str(names[0]))
        if (
            len(self._declaration.title) > 1
        ):  # lists show 虚某某 所长, and so do the sheets made of them
            for number, title in queries.titles(register, kind, list(self._names)).items():
                if title != self._names[number]:
                    self._by_name.setdefault(named(title), []).append(number)
        for key in (*self.code_keys, *self.context_keys):
            for number, *values in queries.identities(register, kind, (key,)):
                self._tell(number, key, str(values[0]))

    def _know(self, number: int, name: str) -> None:
        self._names[number] = name
        self._by_name.setdefault(named(name), []).append(number)

    def _tell(self, number: int, key: str, value: str) -> None:
        self._own.setdefault(number, {})[key] = value.upper()
        if key in self.code_keys:
            self._by_code.setdefault((key, value.upper()), number)

    def find(self, name: str, given: Values) -> int:
        """Return the record for a name and what else the row says of it; a new one is prepared.

        Raises ValueError when several records have the name and nothing tells them apart.
        """
        memo = (name, *given.items())
        if memo not in self._memo:
            values = {k: v for k, v in given.items() if _is_there(v) and not self._is_covered(k, v)}
            number = self._find(name, self._coded(values))
            self._fill(number, values)
            self._memo[memo] = number
        return self._memo[memo]

    def _is_covered(self, key: str, value: Value) -> bool:
        """Say whether an ID number is written with stars, as this program shows it."""
        return (
            is_covered(self._declaration.field(key), value) if self._declaration.has(key) else False
        )

    def _find(self, name: str, given: Values) -> int:
        marks = {
            key: str(given[key]).upper()
            for key in (*self.code_keys, *self.context_keys)
            if key in given and (key in self.context_keys or is_code(given[key]))
        }
        if (number := numbered(name)) in self._names:
            return number
        for key in self.code_keys:
            known = self._by_code.get((key, marks.get(key, "")))
            known = known or self._by_code.get((key, normalise(name)))
            if known is not None:
                self._compare(known, key, name)
                return known
        same = [n for n in self._by_name.get(named(name), ()) if self._agrees(n, marks)]
        if len(same) > 1:
            same = self._nearest(same, marks)
        if len(same) > 1:
            raise ValueError(
                _("有 {n} {counter}都叫“{name}”，请在表中补上{codes}").format(
                    n=len(same), counter=self._declaration.counter, name=name,
                    codes=self._labels(self.context_keys or self.code_keys))
            )  # fmt: skip
        return same[0] if same else self._prepare(name, given)

    def _agrees(self, number: int, marks: Mapping[str, str]) -> bool:
        own = self._own.get(number, {})
        return all(own.get(key, value) == value for key, value in marks.items())

    def _nearest(self, same: list[int], marks: Mapping[str, str]) -> list[int]:
        """Keep the records that have what the row says, when others only do not contradict it."""
        met = [n for n in same if any(self._own.get(n, {}).get(k) == v for k, v in marks.items())]
        return met or same

    def _compare(self, number: int, key: str, name: str) -> None:
        known = self._names.get(number, "")
        own = self._own.get(number, {}).values()
        if named(known) != named(name) and normalise(name) not in own:
            self._found.point(
                _("{label} {code} 已登记为“{known}”，表中写作“{name}”，已按{label}对应").format(
                    label=self._declaration.field(key).label, known=known, name=name,
                    code=self._declaration.field(key).show(self._own[number][key]))
            )  # fmt: skip

    def _prepare(self, name: str, given: Values) -> int:
        if self._by_name.get(named(name)):
            self._found.point(
                _("“{name}”与台账里的同名{kind}不是同一个，已另建，请核对").format(
                    name=name, kind=self._declaration.label
                )
            )
        values: dict[str, Value] = {"name": name, **self._others.within(self._declaration, given)}
        for each in self._declaration.fields:
            if each.need == "R" and each.refers == "unit" and each.key not in values:
                values[each.key] = self._others.named("unit").find(name, {})
        self._found.pending.append(Pending(self._declaration.key, tag(self._declaration, values)))
        number = -len(self._found.pending)
        self._know(number, name)
        for key in (*self.code_keys, *self.context_keys):
            if key in values:
                self._tell(number, key, str(values[key]))
        return number

    def _fill(self, number: int, given: Values) -> None:
        """Note what the row knows of the record and the register does not."""
        if number < 0:
            own = self._found.pending[-number - 1].values
        else:
            own = self._others.values_of(self._declaration.key, number)
        lacking = {k: v for k, v in given.items() if k != "name" and own.get(k) is None}
        if not lacking:
            return
        lacking = tag(self._declaration, self._others.within(self._declaration, lacking))
        own.update(lacking)
        for key in self.code_keys:
            if key in lacking:
                self._tell(number, key, str(lacking[key]))
        if number >= 0 and lacking:
            kind = self._declaration.key
            self._found.filled.setdefault(number, Fill(kind, {})).values.update(lacking)

    def _labels(self, keys: Collection[str]) -> str:
        return _("或").join(self._declaration.field(k).label for k in keys)

    def alike(self) -> list[str]:
        """Point out names about to be created that are likely the same as another one."""
        pending = self._found.pending
        new = [n for number, n in self._names.items() if number < 0 and pending[-number - 1].used]
        known = [n for number, n in self._names.items() if number >= 0]
        return likely_same(new, known, self._declaration.label)


def named(name: str) -> str:
    """Fold a name for exact comparison: width, case, blanks and brackets."""
    return folded(name).replace("(", "").replace(")", "")


def is_covered(this: Field, value: Value) -> bool:
    """Say whether a value was covered with stars on its way out; such a one says nothing."""
    return this.masked and isinstance(value, str) and "*" in value


def numbered(text: str) -> int:
    """Return the record number a text is, 0 when it is none."""
    with suppress(UserError):
        return parse_id(text)
    return 0


def is_code(value: Value) -> bool:
    """Say whether a value can tell records apart: no word for “none”, no row of equal characters."""
    if not isinstance(value, str) or not _is_there(value) or "*" in value:
        return False
    return len(set(normalise(value))) >= FEWEST_SIGNS


def _is_there(value: Value) -> bool:
    if isinstance(value, Absent):
        return False
    return value is not None and str(value).strip().upper() not in NO_CODE
