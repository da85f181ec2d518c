"""Finds or prepares the units, holders, places and people that sheet rows name: by code, then by exact name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from equipinspect.app import places
from equipinspect.app.likeness import likely_same
from equipinspect.app.session import Session
from equipinspect.model.codes import normalise
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import ABSENT_WORDS, Absent, Field, Value, folded
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


class Named:
    """The records of one kind that rows can name."""

    def __init__(self, references: References, declaration: Declaration) -> None:
        self._references = references
        self._session = references.session
        self._declaration = declaration
        self._found = references.found
        self.code_keys = tuple(k[0] for k in declaration.identity if len(k) == 1 and k[0] != "name")
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
        for number, name in queries.identities(register, kind, ("name",)):
            self._know(number, str(name))
        for key in (*self.code_keys, *self.context_keys):
            for number, value in queries.identities(register, kind, (key,)):
                self._tell(number, key, str(value))

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
            values = {k: v for k, v in given.items() if _is_there(v)}
            number = self._find(name, self._coded(values))
            self._fill(number, values)
            self._memo[memo] = number
        return self._memo[memo]

    def _find(self, name: str, given: Values) -> int:
        marks = {
            key: str(given[key]).upper()
            for key in (*self.code_keys, *self.context_keys)
            if key in given and (key in self.context_keys or is_code(given[key]))
        }
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
                _("有 {n} {counter}{kind}都叫“{name}”，请在表中补上{codes}").format(
                    n=len(same), counter=self._declaration.counter, kind=self._declaration.label,
                    name=name, codes=self._labels(self.code_keys or self.context_keys))
            )  # fmt: skip
        return same[0] if same else self._prepare(name, given)

    def _agrees(self, number: int, marks: Mapping[str, str]) -> bool:
        own = self._own.get(number, {})
        return all(own.get(key, value) == value for key, value in marks.items())

    def _nearest(self, same: list[int], marks: Mapping[str, str]) -> list[int]:
        """Keep the records that have what the row says, when others only do not contradict it."""
        met = [
            n for n in same if any(self._own.get(n, {}).get(k) == v for k, v in marks.items())
        ]
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
        values: dict[str, Value] = {"name": name, **self._references.within(self._declaration, given)}
        for each in self._declaration.fields:
            if each.need == "R" and each.refers == "unit" and each.key not in values:
                values[each.key] = self._references.named("unit").find(name, {})
        self._found.pending.append(Pending(self._declaration.key, values))
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
            own = self._references.values_of(self._declaration.key, number)
        lacking = {k: v for k, v in given.items() if k != "name" and own.get(k) is None}
        if not lacking:
            return
        lacking = self._references.within(self._declaration, lacking)
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


class Registered:
    """Equipment that rows name by a code; it is never made on the way."""

    def __init__(self, session: Session, kind: str) -> None:
        self._register = session.register
        self._categories = [d for d in session.declarations.categories() if d.record == kind]
        self._keys = [k[0] for k in session.declaration(kind).identity if len(k) == 1]
        self._memo: dict[str, list[int]] = {}

    def find(self, name: str, given: Values) -> int:
        """Return the one equipment with a code; raise ValueError when there is none, or several."""
        texts = [str(given[k]) for k in self._keys if given.get(k)] or [name]
        for text in map(normalise, texts):
            if text not in self._memo:
                self._memo[text] = self._look_up(text)
            if len(self._memo[text]) == 1:
                return self._memo[text][0]
            if self._memo[text]:
                raise ValueError(
                    _("有 {n} 台设备的编号是“{text}”，请写设备代码").format(
                        n=len(self._memo[text]), text=text
                    )
                )
        raise ValueError(
            _("台账里没有编号为“{text}”的设备，请先登记").format(text="、".join(texts))
        )

    def _look_up(self, text: str) -> list[int]:
        for key in self._keys:
            found: list[int] = []
            for category in self._categories:
                if category.has(key):
                    known = queries.lookup(self._register, category.key, key, [text])
                    found += known.get(text, [])
            if found:
                return found
        return []


@dataclass(frozen=True)
class _Ref:
    """A reference field of the sheet, and its companion columns: their keys and own field keys."""

    field: Field
    companions: tuple[tuple[str, str], ...]


class References:
    """Turns the names in the reference fields of rows into ids, for one import."""

    def __init__(self, session: Session, declaration: Declaration, keys: Collection[str]) -> None:
        self.session = session
        self.found = Found()
        self._declaration = declaration
        self._named: dict[str, Named | Registered] = {}
        self._values: dict[int, dict[str, Value]] = {}
        self._refs = [ref for f in declaration.fields if (ref := _ref(session, f, keys))]
        self.keys = tuple(ref.field.key for ref in self._refs)

    def resolve(self, values: dict[str, Value]) -> dict[str, str]:
        """Replace names by ids in place, take companions away; return problems by field."""
        problems: dict[str, str] = {}
        for ref in self._refs:
            given = {own: values.pop(key) for key, own in ref.companions if key in values}
            raw = values.get(ref.field.key)
            if isinstance(raw, Absent) or (raw is None and not given):
                continue
            try:
                number = self._meant(ref.field, raw, given, values)
            except ValueError as error:
                problems[ref.field.key] = f"{ref.field.label}：{error}"
                continue
            if number is not None:
                values[ref.field.key] = number
        return problems

    def _meant(
        self, this: Field, raw: Value, given: dict[str, Value], values: Values
    ) -> int | None:
        target = self._of(this.refers)
        if isinstance(target, Named):
            self._add_context(target, this, given, values)
            codes = [given[k] for k in target.code_keys if is_code(given.get(k))]
        else:
            codes = list(given.values())
        name = raw if raw is not None else next(iter(codes), None)
        return target.find(str(name), given) if name is not None else None

    def _add_context(
        self, target: Named, this: Field, given: dict[str, Value], values: Values
    ) -> None:
        """Let the row's own county tell towns apart, and its own certificate number the holders."""
        if this.refers == self._declaration.record:
            return
        for key in (*target.code_keys, *target.context_keys):
            if key not in given and values.get(key) is not None and self._declaration.has(key):
                given[key] = values[key]

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

    def _of(self, kind: str) -> Named | Registered:
        if kind not in self._named:
            declaration = self.session.declaration(kind)
            based_on = any(c.record == kind for c in self.session.declarations.categories())
            self._named[kind] = (
                Registered(self.session, kind) if based_on else Named(self, declaration)
            )
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


def _ref(session: Session, this: Field, keys: Collection[str]) -> _Ref | None:
    """Return a reference field with its companions when the sheet has any of them."""
    if this.kind != "ref" or this.refers not in session.declarations:
        return None
    companions = tuple((k, k.partition(".")[2]) for k in keys if k.startswith(f"{this.key}."))
    return _Ref(this, companions) if companions or this.key in keys else None


def named(name: str) -> str:
    """Fold a name for exact comparison: width, case, blanks and brackets."""
    return folded(name).replace("(", "").replace(")", "")


def is_code(value: Value) -> bool:
    """Say whether a value can tell records apart: no word for “none”, no row of equal characters."""
    if not isinstance(value, str) or not _is_there(value):
        return False
    return len(set(normalise(value))) >= FEWEST_SIGNS


def _is_there(value: Value) -> bool:
    if isinstance(value, Absent):
        return False
    return value is not None and str(value).strip().upper() not in NO_CODE
