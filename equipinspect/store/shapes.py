"""How one record lies in its table and in the log: values ⇄ row ⇄ canonical create operation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property

from equipinspect.model.canonical import canonical, dumps, value_of
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.fields import Absent, Value
from equipinspect.model.ids import parse_id, show_id
from equipinspect.store import tables

Values = Mapping[str, Value]
ABSENT = '{"absent":'


class Shape:
    """The columns and attributes of one declaration, in the order of its table."""

    def __init__(self, declarations: Declarations, declaration: Declaration) -> None:
        self.declaration = declaration
        self.table = declaration.record
        self.categorised = tables.has_categories(declarations, self.table)
        self.columns = [f.key for f in tables.columns(declarations, self.table) if f.key != "category"]
        self.refs = {f.key for f in declaration.fields if f.kind == "ref"}
        self._column_set = set(self.columns)
        own = [f.key for f in declaration.fields if f.key not in self._column_set]
        self.attributes = frozenset(own) - {"category"} if self.categorised else frozenset()

    @cached_property
    def names(self) -> list[str]:
        """All stored columns but ``id`` and the kept ones, as INSERT and SELECT list them."""
        return [*(["category"] if self.categorised else []), *self.columns, *(["attributes"] if self.categorised else [])]

    def is_attribute(self, key: str) -> bool:
        """Say whether ``key`` is kept inside the ``attributes`` object."""
        return self.categorised and key not in self._column_set

    def row(self, values: Values) -> list[str | int | None]:
        """Lay values out for INSERT in the order of `names`."""
        laid: list[str | int | None] = [self.declaration.key] if self.categorised else []
        laid += [sql_value(values.get(key)) for key in self.columns]
        if self.categorised:
            laid.append(self._attributes_text(values))
        return laid

    def _attributes_text(self, values: Values) -> str | None:
        found = {k: self.logged(k, v) for k, v in values.items() if v is not None and k in self.attributes}
        return dumps(found) if found else None

    def logged(self, key: str, value: Value) -> object:
        """Return a stored value as it stands in the log: ids as characters, absent ones as objects."""
        if isinstance(value, Absent):
            return {"absent": value.reason}
        return show_id(value) if key in self.refs and isinstance(value, int) else value

    def create_value(self, values: Values) -> str:
        """Write the canonical object of a create operation: no empty fields, ids as characters."""
        columns = self._column_set
        plain: dict[str, object] = {
            k: self.logged(k, v) for k, v in values.items() if v is not None and k in columns
        }
        if self.categorised:
            plain["category"] = self.declaration.key
            own = {
                k: self.logged(k, v)
                for k, v in values.items()
                if v is not None and k in self.attributes
            }
            if own:
                plain["attributes"] = own
        return dumps(plain)

    def write_value(self, key: str, value: Value | Mapping[str, Value]) -> str:
        """Write the canonical value of one field, or of one group as an object without its empty fields."""
        if isinstance(value, Mapping):
            return canonical({k: self.logged(k, v) for k, v in value.items() if v is not None})
        return canonical(self.logged(key, value))

    def read_value(self, key: str, loaded: object) -> Value:
        """Turn one parsed log value into a stored value."""
        value = value_of(loaded)
        if key in self.refs and isinstance(value, str):
            return parse_id(value)
        return value  # type: ignore[return-value]

    @staticmethod
    def read_id(text: str) -> int:
        """Turn an id of the log back into a number."""
        return parse_id(text)

    def read_create(self, text: str) -> dict[str, Value]:
        """Turn a create operation back into flat values."""
        loaded = json.loads(text)
        own = loaded.pop("attributes", {})
        return {k: self.read_value(k, v) for k, v in (loaded | own).items()}

    def values(self, row: Sequence[str | int | None]) -> dict[str, Value]:
        """Turn a row of `names` back into flat values without the empty ones."""
        found: dict[str, Value] = {}
        for key, raw in zip(self.names, row, strict=True):
            if raw is None:
                continue
            if key == "attributes":
                found |= {k: self.read_value(k, v) for k, v in json.loads(str(raw)).items()}
            else:
                found[key] = stored_value(raw)
        return found


def sql_value(value: Value) -> str | int | None:
    """Write a stored value for a column; an absent one as its canonical object."""
    return canonical(value) if isinstance(value, Absent) else value


def stored_value(raw: str | int) -> Value:
    """Read a column back into a stored value."""
    if isinstance(raw, str) and raw.startswith(ABSENT):
        return Absent(json.loads(raw)["absent"])
    return raw


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
