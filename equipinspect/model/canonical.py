"""Canonical JSON: the one spelling of values that is hashed and signed."""

from __future__ import annotations

import json

from equipinspect.model.fields import Absent

Json = str | int | None | list["Json"] | dict[str, "Json"]


def _plain(value: object) -> object:
    match value:
        case Absent(reason=reason):
            return {"absent": reason}
        case bool() | float():
            raise TypeError(f"{value!r} has no canonical form")
        case dict():
            return {str(k): _plain(v) for k, v in value.items()}
        case list() | tuple():
            return [_plain(v) for v in value]
        case _:
            return value


def canonical(value: object) -> str:
    """Write ``value`` as UTF-8-ready JSON: keys by code point, no blanks, neither floats nor booleans.

    Text stands exactly as entered; `Absent` becomes ``{"absent": reason}``.
    """
    return dumps(_plain(value))


dumps = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def value_of(loaded: object) -> object:
    """Turn a parsed JSON value back into a stored value (the reverse of `canonical` for one field)."""
    if isinstance(loaded, dict) and set(loaded) == {"absent"}:
        return Absent(str(loaded["absent"]))
    return loaded
