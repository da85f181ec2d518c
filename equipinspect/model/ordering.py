"""Pairs of fields of which one may not exceed the other: a period ends after it starts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import KINDS, Field, Value
from equipinspect.model.text import _


def disorder(declaration: Declaration, values: Mapping[str, Value]) -> dict[str, str]:
    """Return what is wrong with the declared pairs, by the field that is too large or too late."""
    found: dict[str, str] = {}
    for low, high in declaration.ordered:
        one, two = values.get(low), values.get(high)
        if isinstance(one, str) and isinstance(two, str):
            field, other = declaration.field(low), declaration.field(high)
            if _exceeds(field, one, two):
                found[low] = _sentence(field, other, one, two)
    return found


def _exceeds(field: Field, one: str, two: str) -> bool:
    if KINDS[field.kind].numeric:
        return Decimal(one) > Decimal(two)
    return one > two


def _sentence(field: Field, other: Field, one: str, two: str) -> str:
    text = (
        _("{label} {one} 大于{other} {two}")
        if KINDS[field.kind].numeric
        else _("{label} {one} 晚于{other} {two}")
    )
    return text.format(label=field.label, one=one, two=two, other=other.label)
