"""Reads the declarations: which records and categories there are, and which fields each has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from equipinspect.model import streams
from equipinspect.model.canonical import canonical
from equipinspect.model.fields import KINDS, Field, Option
from equipinspect.model.streams import Stream

Toml = dict[str, Any]
MAIN_STREAM = "inspection"  # the one stream whose fields have columns of their own
ANY_RECORD = "*"  # a reference that may name a record of any kind
RESERVED = frozenset({"id", "category", "attributes", "absent"})  # words of tables and log
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_FIELD_KEYS = {f.name for f in fields(Field)} - {"words", "labels"}


class DeclarationError(Exception):
    """A declaration file that cannot be used; names the file and the key."""


@dataclass(frozen=True)
class Group:
    """Fields that move together in one operation; ``events``: each write is a dated event."""

    key: str
    fields: tuple[str, ...]
    events: bool = False
    merge: str = "human"

    @property
    def dated_by(self) -> str:
        """The field that says from which day an event holds."""
        return self.fields[-1]


@dataclass(frozen=True)
class Declaration:
    """One kind of record: its fields in reading order and what identifies it.

    ``finished_by``: the field or group whose writing finishes a record (a signature): nothing else may
    be written after it. ``withheld``: every value is logged whole and salted, so that a digest of it
    tells nothing (who complained).
    """

    key: str
    label: str
    fields: tuple[Field, ...]
    counter: str = "条"
    record: str = ""
    category: bool = False
    code: str = ""
    letters: str = ""
    register_character: str = ""
    order: int = 100
    title: tuple[str, ...] = ()
    identity: tuple[tuple[str, ...], ...] = ()
    compulsory: tuple[tuple[str, ...], ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    streams: tuple[Stream, ...] = ()
    hidden: bool = False
    stepped: frozenset[str] = frozenset()  # fields that only the steps of their own page write
    ordered: tuple[tuple[str, str], ...] = ()  # the first of two may not exceed the second
    finished_by: str = ""
    withheld: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {f.key: f for f in self.fields})

    def field(self, key: str) -> Field:
        """Return the field with this key; raise KeyError if the declaration has none."""
        return self._by_key[key]  # type: ignore[attr-defined,no-any-return]

    def has(self, key: str) -> bool:
        """Say whether the declaration has a field with this key."""
        return key in self._by_key  # type: ignore[attr-defined]

    def find(self, word: str) -> Field | None:
        """Return the field a person names by key, label or alias."""
        return next((f for f in self.fields if word in f.names), None)

    @property
    def columns(self) -> tuple[Field, ...]:
        """Fields with a column of their own."""
        return tuple(f for f in self.fields if f.column)

    @property
    def attributes(self) -> tuple[Field, ...]:
        """Fields kept in the ``attributes`` object."""
        return tuple(f for f in self.fields if not f.column)


class Declarations:
    """All declarations read from one folder, by key."""

    def __init__(self, found: Mapping[str, Declaration], digest: str) -> None:
        self._found = dict(found)
        self.digest = digest

    def get(self, key: str) -> Declaration:
        """Return the declaration named ``key``; raise KeyError if there is none."""
        return self._found[key]

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def __iter__(self) -> Iterator[Declaration]:
        return iter(sorted(self._found.values(), key=lambda d: (d.order, d.key)))

    def categories(self) -> list[Declaration]:
        """Return the categories of equipment in the order of their tabs."""
        return [d for d in self if d.category]

    def records(self) -> list[Declaration]:
        """Return the declarations that own a table, one a table."""
        return [d for d in self if not d.category]


def files(resources: Path, folder: str) -> list[Path]:
    """Return the declaration files of ``records`` or ``categories``."""
    return sorted((resources / folder).glob("*.toml"))


def load(resources: Path) -> Declarations:
    """Read ``records/*.toml`` and ``categories/*.toml``; raise DeclarationError on a wrong file."""
    records = {p.stem: _read(p) for p in files(resources, "records")}
    categories = {p.stem: _read(p) for p in files(resources, "categories")}
    found = {name: _made(name, data, records) for name, data in (records | categories).items()}
    for declaration in found.values():
        _check(declaration, found)
    digest = sha256(canonical(_hashable([records, categories])).encode()).hexdigest()
    return Declarations(found, digest)


def _made(name: str, data: Toml, records: Mapping[str, Toml]) -> Declaration:
    """Make one declaration; what is missing or unknown in its file is named with the file."""
    try:
        if name in records:
            return _record(name, data)
        return _category(name, records[str(data.get("extends", "equipment"))], data)
    except (KeyError, TypeError) as error:
        raise DeclarationError(f"{name}.toml: missing or unknown {error}") from error


def _check(this: Declaration, found: Mapping[str, Declaration]) -> None:
    """Refuse keys that no table can have, and references to what nobody declared."""
    for each in this.fields:
        if not _KEY.fullmatch(each.key) or each.key in RESERVED:
            raise DeclarationError(f"{this.key}.{each.key}: no usable key")
        if each.kind == "ref" and each.refers != ANY_RECORD and each.refers not in found:
            raise DeclarationError(f"{this.key}.{each.key}: refers to unknown {each.refers!r}")
    paired = [key for pair in this.ordered for key in pair]
    if unknown := [key for key in (*this.title, *this.stepped, *paired) if not this.has(key)]:
        raise DeclarationError(
            f"{this.key}: title, stepped or ordered names unknown {unknown[0]!r}"
        )


def settings_form(data: Toml) -> Declaration:
    """Turn the entries of ``settings.toml`` into a declaration, so that a form can show them."""
    entries = [{k: v for k, v in e.items() if k != "default"} for e in data.get("setting", ())]
    ready = {"label": "设置", "section": data.get("section", ()), **data}
    return _declaration(
        "settings", ready, [_field("settings", e, True) for e in entries], [], "settings", False
    )


def _hashable(data: Any) -> Any:
    if isinstance(data, dict):
        return {k: _hashable(v) for k, v in data.items()}
    if isinstance(data, list):
        return [_hashable(v) for v in data]
    return str(data) if isinstance(data, bool | float) else data


def _read(path: Path) -> Toml:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{path.parent.name}/{path.name}: {error}") from error
    if data.get("key", path.stem) != path.stem:
        raise DeclarationError(f"{path.parent.name}/{path.name}: key must be {path.stem!r}")
    return data


def _record(name: str, data: Toml) -> Declaration:
    declared = [_field(name, f, True) for f in data.get("field", ())]
    made, groups = _streams(name, data)
    return _declaration(name, data, declared + made, groups, name, False)


def _category(name: str, base: Toml, data: Toml) -> Declaration:
    omitted = set(data.get("omit", ()))
    common = [_field(name, f, True) for f in base.get("field", ()) if f["key"] not in omitted]
    own = [_field(name, f, False) for f in data.get("field", ())]
    made, groups = _streams(name, data)
    overrides = data.get("override", {})
    if unknown := set(overrides) - {f.key for f in common + own + made}:
        raise DeclarationError(f"{name}.toml: overrides unknown {sorted(unknown)}")
    changed = [_override(f, overrides) for f in common + own + made]
    merged = {**{k: v for k, v in base.items() if k != "hidden"}, **data}
    merged["section"] = _sections(base, data)
    merged["group"] = [*base.get("group", ()), *data.get("group", ())]
    return _declaration(name, merged, changed, groups, str(data.get("extends", "equipment")), True)


def _sections(base: Toml, data: Toml) -> list[Toml]:
    """Common sections first, own ones after “parameters” would break the reading order: by order."""
    seen = {s["key"]: s for s in [*base.get("section", ()), *data.get("section", ())]}
    return sorted(seen.values(), key=lambda s: s.get("order", 50))


def _declaration(
    name: str, data: Toml, declared: list[Field], made: list[Group], record: str, category: bool
) -> Declaration:
    groups = {g["key"]: Group(**{**g, "fields": tuple(g["fields"])}) for g in data.get("group", ())}
    groups |= {g.key: g for g in made}
    of = {key: g for g in groups.values() for key in g.fields}
    keys = [f.key for f in declared]
    if len(keys) != len(set(keys)):
        twice = sorted({k for k in keys if keys.count(k) > 1})
        raise DeclarationError(f"{name}: declared twice: {', '.join(twice)}")
    grouped = [
        replace(f, group=of[f.key].key, merge=of[f.key].merge) if f.key in of else f
        for f in declared
    ]
    if data.get("withheld") and len(of) < len(keys):
        raise DeclarationError(f"{name}: withheld, so every field belongs to a group")
    kept = {k: g for k, g in groups.items() if set(g.fields) <= set(keys)}
    return Declaration(
        key=name,
        label=data["label"],
        fields=tuple(_in_sections(grouped, data)),
        counter=data.get("counter", "条"),
        record=record,
        category=category,
        code=str(data.get("code", "")),
        letters=data.get("letters", ""),
        register_character=data.get("register_character", ""),
        order=data.get("order", 100),
        title=tuple(data.get("title", ())),
        identity=tuple(tuple(i) for i in data.get("identity", ())),
        compulsory=tuple(tuple(c) for c in data.get("compulsory", ())),
        sections=tuple((s["key"], s["label"]) for s in data.get("section", ())),
        groups=kept,
        streams=tuple(streams.stream(s) for s in data.get("stream", ())) if category else (),
        hidden=bool(data.get("hidden", False)),
        stepped=frozenset(data.get("stepped", ())),
        ordered=tuple((low, high) for low, high in data.get("ordered", ())),
        finished_by=str(data.get("finished_by", "")),
        withheld=bool(data.get("withheld", False)),
    )


def _in_sections(declared: list[Field], data: Toml) -> list[Field]:
    place = {s["key"]: i for i, s in enumerate(data.get("section", ()))}
    return sorted(declared, key=lambda f: place.get(f.section, len(place)))


def _field(name: str, data: Toml, column: bool) -> Field:
    unknown = set(data) - _FIELD_KEYS
    if unknown or "key" not in data or "label" not in data:
        raise DeclarationError(
            f"{name}: field {data.get('key')}: unknown or missing {sorted(unknown)}"
        )
    if data.get("kind", "text") not in KINDS:
        raise DeclarationError(f"{name}.{data['key']}: unknown kind {data['kind']!r}")
    ready = {"column": column, **data, "aliases": tuple(data.get("aliases", ()))}
    ready["options"] = tuple(_option(o) for o in data.get("options", ()))
    return Field(**ready)


def _option(data: str | Toml) -> Option:
    if isinstance(data, str):
        return Option(data, data)
    value = str(data["value"])
    return Option(value, data.get("label", value), tuple(data.get("aliases", ())))


def _override(this: Field, changes: Mapping[str, Toml]) -> Field:
    if this.key not in changes:
        return this
    ready = dict(changes[this.key])
    for key, make in (("aliases", tuple), ("options", lambda v: tuple(_option(o) for o in v))):
        if key in ready:
            ready[key] = make(ready[key])
    if ready.get("label", this.label) != this.label:  # a header may still say the common label
        ready["aliases"] = (*ready.get("aliases", this.aliases), this.label)
    return replace(this, **ready, words={}, labels={})


def _streams(name: str, data: Toml) -> tuple[list[Field], list[Group]]:
    made: list[Field] = []
    groups: list[Group] = []
    for each in data.get("stream", ()):
        main = each["key"] == MAIN_STREAM
        own = [_field(name, row, main) for row in streams.rows(each)]
        made += own
        groups.append(Group(each["key"], tuple(f.key for f in own)))
    return made, groups
