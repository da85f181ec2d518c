"""How one record lies in its table and in the log: values ⇄ row ⇄ canonical create operation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from equipinspect.model.canonical import canonical, dumps, value_of
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Absent, Value
from equipinspect.model.ids import parse_id, show_id
from equipinspect.store import tables

Values = Mapping[str, Value]
Raw = str | int | None
ABSENT = '{"absent":'
_decode = json.JSONDecoder().decode  # read a million times over
CATEGORY = "category"
ATTRIBUTES = "attributes"


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

    @cached_property
    def names(self) -> list[str]:
        """All stored columns but ``id`` and the kept ones, as INSERT and SELECT list them."""
        return [CATEGORY, *self.columns, ATTRIBUTES] if self.categorised else self.columns

    @cached_property
    def _places(self) -> dict[str, int]:
        columns = self.column_set
        return {name: place for place, name in enumerate(self.names) if name in columns}

    def is_attribute(self, key: str) -> bool:
        """Say whether ``key`` is kept inside the ``attributes`` object; unknown ones are, too."""
        inside = self.categorised and key not in self.column_set
        return inside and key != CATEGORY and not key.startswith("_")

    def row(self, values: Values) -> list[Raw]:
        """Lay values out for INSERT in the order of `names`."""
        return self._laid_out(values)[0]

    def created(self, values: Values) -> tuple[list[Raw], str]:
        """Return the row and the create operation of a new record.

        A key that nobody declared raises KeyError: what is logged must be found again.
        """
        if not values.keys() <= self.known:
            raise KeyError(f"{self.declaration.key}: {sorted(values.keys() - self.known)}")
        return self._laid_out(values)

    def _laid_out(self, values: Values) -> tuple[list[Raw], str]:
        row: list[Raw] = [None] * len(self.names)
        plain: dict[str, object] = {}
        own: dict[str, object] = {}
        for key, value in values.items():
            if value is None:
                continue
            if (place := self._places.get(key)) is not None:
                row[place] = canonical(value) if isinstance(value, Absent) else value
                plain[key] = self.logged(key, value)
            elif self.is_attribute(key):
                own[key] = self.logged(key, value)
        if self.categorised:
            row[0] = plain[CATEGORY] = self.declaration.key
            if own:
                row[-1] = dumps(own)
                plain[ATTRIBUTES] = own
        return row, dumps(plain)

    def logged(self, key: str, value: Value) -> object:
        """Return a stored value as it stands in the log: ids as characters, absent ones as objects."""
        if isinstance(value, Absent):
            return {"absent": value.reason}
        return show_id(value) if key in self.refs and isinstance(value, int) else value

    def write_value(self, key: str, value: Value | Mapping[str, Value]) -> str:
        """Write the canonical value of one field, or of one group without its empty fields."""
        if isinstance(value, Mapping):
            return canonical({k: self.logged(k, v) for k, v in value.items() if v is not None})
        return canonical(self.logged(key, value))

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
        try:
            return parse_id(text)
        except UserError as error:
            raise ValueError(text) from error

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
            loaded = read_object(str(own))
            found |= {k: self.read_value(k, v) for k, v in loaded.items() if self.is_attribute(k)}
        return found


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
