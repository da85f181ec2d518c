"""Turns what sheet rows name in their reference fields into ids of units, holders, towns and equipment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from equipinspect.app import records
from equipinspect.app.matching import identities
from equipinspect.app.naming import Found, Named, is_code
from equipinspect.app.numbered import Numbered
from equipinspect.app.session import Session
from equipinspect.model.codes import normalise
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import InvalidRecord, UserError
from equipinspect.model.fields import Absent, Field, Value
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _
from equipinspect.store import operations, queries

Values = Mapping[str, Value]
MOST_MET = 1 << 14


class Registered:
    """Equipment that rows name by a code; it is never made on the way."""

    def __init__(self, session: Session, kind: str) -> None:
        self._kind = kind
        self._session = session
        self._register = session.register
        self._categories = [d for d in session.declarations.categories() if d.record == kind]
        identity = identities(session.declaration(kind))
        self.code_keys = tuple(k[0] for k in identity if len(k) == 1)
        self._known: dict[str, dict[str, list[int]]] = {}

    def find(self, name: str, given: Values) -> int:
        """Return the one equipment with a code; raise ValueError when there is none, or several."""
        if number := self._numbered(name):
            return number
        texts = [str(given[k]) for k in self.code_keys if given.get(k)] or [name]
        for text in map(normalise, texts):
            found = self._meant_by(text)
            if len(found) == 1:
                return found[0]
            if found:
                raise ValueError(
                    _("有 {n} 台设备的编号是“{text}”，请写设备代码").format(n=len(found), text=text)
                )
        raise ValueError(
            _("台账里没有编号为“{text}”的设备，请先登记").format(text="、".join(texts))
        )

    def _numbered(self, text: str) -> int:
        """Return the record number a text is, 0 unless it is that of living equipment."""
        with suppress(UserError):
            number = parse_id(text)
            kind = operations.kind_of(self._register, number)
            rows = queries.rows(self._register, kind, [number])
            if self._session.declaration(kind).record == self._kind and not rows[0].deleted:
                return number
        return 0

    def _meant_by(self, text: str) -> list[int]:
        return next((ids for key in self.code_keys if (ids := self._of(key).get(text))), [])

    def _of(self, key: str) -> dict[str, list[int]]:
        """Return the equipment of all categories that one code identifies, by the code."""
        if key not in self._known:
            found = self._known.setdefault(key, {})
            for category in self._categories:
                if (key,) in category.identity:
                    for number, *code in queries.identities(self._register, category.key, (key,)):
                        found.setdefault(normalise(str(code[0])), []).append(number)
        return self._known[key]


@dataclass(frozen=True)
class _Ref:
    """A reference field of the sheet with its companion columns: their keys and own field keys.

    ``context`` are fields of the row itself that tell records of one name apart: the county of a
    town, the certificate number of a holder.
    """

    field: Field
    companions: tuple[tuple[str, str], ...]
    context: tuple[str, ...]


class References:
    """Turns the names in the reference fields of rows into ids, for one import."""

    def __init__(self, session: Session, declaration: Declaration, keys: Collection[str]) -> None:
        self.session = session
        self.found = Found()
        self._declaration = declaration
        self._named: dict[str, Named | Numbered | Registered] = {}
        self._values: dict[int, dict[str, Value]] = {}
        self._met: dict[tuple[Value, ...], int] = {}  # what rows said that have no companions
        self._refs = [ref for f in declaration.fields if (ref := self._ref(f, keys))]
        self.keys = tuple(ref.field.key for ref in self._refs)

    def _ref(self, this: Field, keys: Collection[str]) -> _Ref | None:
        """Return a reference field with its companions when the sheet has any of them."""
        if this.kind != "ref" or this.refers not in self.session.declarations:
            return None
        companions = tuple((k, k.partition(".")[2]) for k in keys if k.startswith(f"{this.key}."))
        if not companions and this.key not in keys:
            return None
        target = self._of(this.refers)
        telling: tuple[str, ...] = ()
        if not isinstance(target, Registered) and this.refers != self._declaration.record:
            telling = (*target.code_keys, *target.context_keys)
        return _Ref(this, companions, tuple(k for k in telling if self._tells(k)))

    def _tells(self, key: str) -> bool:
        """Say whether a field of the row speaks of the record it names; its unit may be another's."""
        return self._declaration.has(key) and self._declaration.field(key).kind != "ref"

    def resolve(self, values: dict[str, Value]) -> dict[str, str]:
        """Replace names by ids in place, take companions away; return problems by field."""
        problems: dict[str, str] = {}
        for ref in self._refs:
            said = (ref.field.key, values.get(ref.field.key), *map(values.get, ref.context))
            if said in self._met:
                values[ref.field.key] = self._met[said]
                continue
            given = {own: values.pop(key) for key, own in ref.companions if key in values}
            raw = values.get(ref.field.key)
            if isinstance(raw, Absent) or (raw is None and not given):
                continue
            try:
                number = self._meant(ref, raw, given, values)
            except ValueError as error:
                problems[ref.field.key] = f"{ref.field.label}：{error}"
                continue
            if number is not None:
                values[ref.field.key] = number
                if not ref.companions and len(self._met) < MOST_MET:
                    self._met[said] = number
        return problems

    def _meant(self, ref: _Ref, raw: Value, given: dict[str, Value], values: Values) -> int | None:
        target = self._of(ref.field.refers)
        for key in ref.context:
            if key not in given and values.get(key) is not None:
                given[key] = values[key]
        if raw is None:
            codes = (given.get(k) for k in target.code_keys)
            raw = next((v for v in codes if is_code(v)), None)
        return target.find(str(raw), given) if raw is not None else None

    def within(self, declaration: Declaration, given: Values) -> dict[str, Value]:
        """Return what a row says of a record it names, references in it resolved."""
        found: dict[str, Value] = {}
        for key, value in given.items():
            if not declaration.has(key):
                continue
            refers = declaration.field(key).refers
            if refers and isinstance(value, str):
                if refers == declaration.key or refers not in self.session.declarations:
                    continue
                found[key] = self._of(refers).find(value, {})
            else:
                found[key] = value
        return found

    def values_of(self, kind: str, number: int) -> dict[str, Value]:
        """Return the present values of a known record, with what this import fills in."""
        if number not in self._values:
            self._values[number] = queries.rows(self.session.register, kind, [number])[0].values
        return self._values[number]

    def named(self, kind: str) -> Named:
        """Return the records of a kind that has names."""
        found = self._of(kind)
        assert isinstance(found, Named)
        return found

    def _of(self, kind: str) -> Named | Numbered | Registered:
        if kind not in self._named:
            declaration = self.session.declaration(kind)
            based_on = any(c.record == kind for c in self.session.declarations.categories())
            if based_on:
                self._named[kind] = Registered(self.session, kind)
            elif declaration.has("name"):
                self._named[kind] = Named(self, declaration)
            else:
                self._named[kind] = Numbered(self.session, declaration)
        return self._named[kind]

    def use(self, values: Values) -> None:
        """Keep what a row that goes in refers to."""
        for key in self.keys:
            if isinstance(number := values.get(key), int):
                self.found.use(number)

    def pointers(self) -> list[str]:
        """Return everything a person should look at, a sentence each."""
        named = [n for n in self._named.values() if isinstance(n, Named)]
        return [*self.found.pointers, *(p for n in named for p in n.alike())]

    def notes(self) -> list[str]:
        """Say what else the import will write: records it creates on the way, and blanks it fills."""
        made = Counter(p.kind for p in self.found.pending if p.used)
        filled = Counter(f.kind for f in self.found.filled.values() if f.used)
        of = self.session.declaration
        return [
            *(_("将同时新建{kind} {n:,} {counter}").format(kind=of(k).label, n=n, counter=of(k).counter)
              for k, n in made.items()),
            *(_("将补上 {n:,} {counter}{kind}的空白资料").format(kind=of(k).label, n=n, counter=of(k).counter)
              for k, n in filled.items()),
        ]  # fmt: skip


def typed(session: Session, kind: str, texts: Mapping[str, str]) -> dict[str, Value]:
    """Read what a person typed, like `records.parse`; equipment is named by any of its codes."""
    declaration = session.declaration(kind)
    bases = {d.record for d in session.declarations.categories()}
    found: dict[str, Value] = {}
    rest = dict(texts)
    for name, text in texts.items():
        field = declaration.find(name)
        if field and field.refers in bases and text.strip():
            try:
                found[field.key] = Registered(session, field.refers).find(rest.pop(name), {})
            except ValueError as error:
                raise InvalidRecord(f"{field.label}：{error}。", {field.key: str(error)}) from error
    return records.parse(session, kind, rest) | found
