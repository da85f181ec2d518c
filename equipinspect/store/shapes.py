"""How one record lies in its table and in the log: values ⇄ row ⇄ canonical create operation."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any, NamedTuple

from equipinspect.model.canonical import canonical, dumps, value_of
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.fields import Absent, Value
from equipinspect.model.ids import read_id, show_id
from equipinspect.store import tables

Values = Mapping[str, Value]
Raw = str | int | None
ABSENT = '{"absent":'
PLAIN = frozenset({str, int})  # values that stand in log and row alike
MOST_LAYOUTS = 4096  # sets of filled fields remembered a kind
_decode = json.JSONDecoder().decode  # read a million times over
CATEGORY = "category"
ATTRIBUTES = "attributes"


class Spelt(NamedTuple):
    """A new record as canonical JSON: its attributes, None without any, and its create operation."""

    attributes: str | None
    text: str


class Shape:
    """The columns and attributes of one declaration, in the order of its table."""

    def __init__(self, declarations: Declarations, declaration: Declaration) -> None:
        self.declaration = declaration
        self.table = declaration.record
        self.categorised = tables.has_categories(declarations, self.table)
        self.columns = [
            f.key for f in tables.columns(declarations, self.table) if f.key != CATEGORY
        ]
        self.refs = frozenset(f.key for f in declaration.fields if f.kind == "ref")
        self.column_set = frozenset(self.columns)
        self.known = self.column_set | {f.key for f in declaration.fields} | {CATEGORY}
        self._plain = {f.key for f in declaration.fields if self.is_attribute(f.key)} - self.refs
        self._layouts: dict[tuple[str, ...], Layout] = {}

    @cached_property
    def names(self) -> list[str]:
        """All stored columns but ``id`` and the kept ones, as INSERT and SELECT list them."""
        return [CATEGORY, *self.columns, ATTRIBUTES] if self.categorised else self.columns

    def names_for(self, keys: Collection[str]) -> list[str]:
        """Return those of `names` in which the values of some fields stand, and the category."""
        inside = any(self.is_attribute(key) for key in keys)
        wanted = {*keys, CATEGORY, *([ATTRIBUTES] if inside else [])}
        return [name for name in self.names if name in wanted]

    def is_attribute(self, key: str) -> bool:
        """Say whether ``key`` is kept inside the ``attributes`` object; unknown ones are, too."""
        inside = self.categorised and key not in self.column_set
        return inside and key != CATEGORY and not key.startswith("_") and ":" not in key

    def row(self, values: Values) -> list[Raw]:
        """Lay values out in the order of `names`."""
        own = {
            key: self.logged(key, value)
            for key, value in values.items()
            if value is not None and self.is_attribute(key)
        }
        row = self.in_columns(self.columns, values)
        return (
            [self.declaration.key, *row, dumps(own) if own else None] if self.categorised else row
        )

    @staticmethod
    def in_columns(columns: Iterable[str], values: Values) -> list[Raw]:
        """Return what some columns of a row hold: an absent value as its canonical text."""
        row = list(map(values.get, columns))
        if Absent in map(type, row):
            row = [canonical(value) if isinstance(value, Absent) else value for value in row]
        return row  # type: ignore[return-value]

    def created(self, values: Values) -> Spelt:
        """Spell a new record, given without empty values, for its table and for the log.

        A key that nobody declared raises KeyError: what is logged must be found again.
        """
        keys = tuple(values)
        layout = self._layouts.get(keys)
        if layout is None:
            if not values.keys() <= self.known:
                raise KeyError(f"{self.declaration.key}: {sorted(values.keys() - self.known)}")
            if len(self._layouts) >= MOST_LAYOUTS:
                self._layouts.clear()
            layout = self._layouts[keys] = Layout(self, keys)
        return layout.spell(values)

    def spelt(self, key: str, value: Value) -> str:
        """Write one value as canonical JSON."""
        if type(value) is int:
            return _spelt_id(value) if key in self.refs else str(value)
        return canonical(self.logged(key, value))

    def spelt_row(self, row: Sequence[Raw]) -> str:
        """Write a row of `names` as the create operation it came from, absent values left aside."""
        columns, places = self._spelling
        said = [
            prefix + (value if key == ATTRIBUTES else quoted(value))
            if type(value) is str
            else prefix + self.spelt(key, value)
            for (key, prefix), value in zip(columns, places(row), strict=True)
            if value is not None
        ]
        return "{" + ",".join(said) + "}"

    @cached_property
    def _spelling(self) -> tuple[list[tuple[str, str]], Callable[[Sequence[Raw]], Sequence[Raw]]]:
        """The stored columns by code point, what stands before each, and how a row is put in order."""
        order = sorted(range(len(self.names)), key=self.names.__getitem__)
        columns = [(self.names[place], f'"{self.names[place]}":') for place in order]
        return columns, lambda row: [row[place] for place in order]

    def logged(self, key: str, value: Value) -> object:
        """Return a stored value as it stands in the log: ids as characters, absent ones as objects."""
        if isinstance(value, Absent):
            return {"absent": value.reason}
        return show_id(value) if key in self.refs and isinstance(value, int) else value

    def write_value(self, key: str, value: Value | Mapping[str, Value]) -> str:
        """Write the canonical value of one field, or of one group without its empty fields."""
        if isinstance(value, Mapping):
            return canonical({k: self.logged(k, v) for k, v in value.items() if v is not None})
        return self.spelt(key, value)

    def read_value(self, key: str, loaded: object) -> Value:
        """Turn one parsed log value into a stored value; raise ValueError when it cannot be one."""
        value = value_of(loaded)
        if key in self.refs and isinstance(value, str):
            return self.read_id(value)
        if value is None or isinstance(value, str | int | Absent):
            return value
        raise ValueError(f"{key}: {loaded!r}")

    @staticmethod
    def read_id(text: str) -> int:
        """Turn an id of the log back into a number; raise ValueError when it is none."""
        return read_id(text)

    def read_create(self, text: str) -> dict[str, Value]:
        """Turn a create operation back into flat values; raise ValueError when it is none.

        Columns that a newer program declared stay in the log only; unknown attributes are kept.
        """
        loaded = read_object(text)
        own = loaded.pop(ATTRIBUTES, {})
        common = {k: v for k, v in loaded.items() if k in self.known}
        if not isinstance(own, dict):
            raise ValueError(text)
        return {k: self.read_value(k, v) for k, v in (common | own).items()}

    def values(self, row: Sequence[Raw]) -> dict[str, Value]:
        """Turn a row of `names` back into flat values without the empty ones."""
        return self.values_of(self.names, row)

    def values_of(self, names: Sequence[str], row: Sequence[Raw]) -> dict[str, Value]:
        """Turn some columns of a row back into flat values without the empty ones."""
        found: dict[str, Value] = {
            key: stored_value(raw) for key, raw in zip(names, row, strict=True) if raw is not None
        }
        if self.categorised and (own := found.pop(ATTRIBUTES, None)) is not None:
            found.update(self._attributes(read_object(str(own))))
        return found

    def _attributes(self, loaded: dict[str, Any]) -> dict[str, Value]:
        """Turn parsed attributes back into stored values; what no attribute can be called is left out."""
        if self._plain.issuperset(loaded) and PLAIN.issuperset(map(type, loaded.values())):
            return loaded
        return {k: self.read_value(k, v) for k, v in loaded.items() if self.is_attribute(k)}


class Layout:
    """The keys of new records that have the same fields filled, put in order once for all of them."""

    def __init__(self, shape: Shape, keys: Sequence[str]) -> None:
        common = {key: f'"{key}":%s' for key in keys if key in shape.column_set}
        own = sorted(key for key in keys if shape.is_attribute(key))
        if shape.categorised:
            common[CATEGORY] = f'"{CATEGORY}":{dumps(shape.declaration.key)}'
        self._own = "{" + ",".join(f'"{key}":%s' for key in own) + "}"
        if own:
            common[ATTRIBUTES] = f'"{ATTRIBUTES}":{self._own}'
        before = sorted(key for key in common if key not in (CATEGORY, ATTRIBUTES))
        start = sum(key < ATTRIBUTES for key in before)
        self._text = "{" + ",".join(common[key] for key in sorted(common)) + "}"
        self._keys = (*before[:start], *own, *before[start:])
        self._within = slice(start, start + len(own))
        self._shape = shape

    def spell(self, values: Values) -> Spelt:
        """Write the values of one record as canonical JSON: the same bytes as `canonical` gives."""
        said = tuple(
            [
                quoted(value)
                if type(value := values[key]) is str
                else self._shape.spelt(key, value)
                for key in self._keys
            ]
        )
        within = said[self._within]
        return Spelt(self._own % within if within else None, self._text % said)


@lru_cache(maxsize=4096)
def _spelt_id(number: int) -> str:
    return f'"{show_id(number)}"'


def read_object(text: str) -> dict[str, Any]:
    """Parse a JSON object; raise ValueError when it is something else."""
    loaded = _decode(text)
    if not isinstance(loaded, dict):
        raise ValueError(text)
    return loaded


def stored_value(raw: str | int) -> Value:
    """Read a column back into a stored value."""
    if isinstance(raw, str) and raw.startswith(ABSENT):
        return _absent(raw)
    return raw


def _absent(raw: str) -> Value:
    """Read what looks like an absent value; text that only begins like one is text."""
    try:
        value = value_of(json.loads(raw))
    except ValueError:
        return raw
    return value if isinstance(value, Absent) and canonical(value) == raw else raw


class Shapes:
    """The shapes of all declarations, made when first asked for."""

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations
        self._made: dict[str, Shape] = {}

    def of(self, key: str) -> Shape:
        """Return the shape of the declaration ``key``."""
        if key not in self._made:
            self._made[key] = Shape(self._declarations, self._declarations.get(key))
        return self._made[key]
