"""Risk grading (regulation §8.1): the LEC and LS scales as data, the colour of a product, why it is so."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from equipinspect import RESOURCES
from equipinspect.model.fields import Value, decimal_text
from equipinspect.model.text import _

RISK_POINT = "risk_point"


@dataclass(frozen=True)
class Colour:
    """One of the four colours: its word and the name of the risk."""

    key: str
    label: str
    name: str


@dataclass(frozen=True)
class Band:
    """A colour and where it begins: over a bound, or from it on; the last band has none."""

    colour: str
    bound: Decimal | None
    included: bool

    def holds(self, product: Decimal) -> bool:
        """Say whether a product reaches this band."""
        if self.bound is None:
            return True
        return product >= self.bound if self.included else product > self.bound

    def words(self) -> str:
        """Write the bound: >320, ≥20."""
        return "" if self.bound is None else f"{'≥' if self.included else '>'}{self.bound:f}"


@dataclass(frozen=True)
class Method:
    """One way of grading: its factors with their scales, and its bands from high to low."""

    key: str
    label: str
    factors: tuple[str, ...]
    words: tuple[str, ...]
    product: str
    scales: Mapping[str, tuple[Decimal, ...]]
    bands: tuple[Band, ...]

    def colour(self, product: Decimal) -> str:
        """Return the one colour of a product."""
        return next(band.colour for band in self.bands if band.holds(product))


@dataclass(frozen=True)
class Matrices:
    """Both methods and the colours from high to low."""

    methods: Mapping[str, Method]
    colours: tuple[Colour, ...]

    def colour(self, key: str) -> Colour:
        """Return a colour by its key."""
        return next(colour for colour in self.colours if colour.key == key)

    def highest(self, keys: list[str]) -> str:
        """Return the highest of some colours; empty when there is none."""
        return next((c.key for c in self.colours if c.key in keys), "")


@dataclass(frozen=True)
class Grade:
    """The colour of one risk point, its product, and the line that explains it; no colour: not graded."""

    colour: str
    product: Decimal | None
    words: str


@lru_cache
def load_matrices(resources: Path = RESOURCES) -> Matrices:
    """Read ``rules/risk.toml``."""
    data = tomllib.loads((resources / "rules" / "risk.toml").read_text(encoding="utf-8"))
    methods = {key: _method(key, row) for key, row in data["method"].items()}
    return Matrices(methods, tuple(Colour(**row) for row in data["colour"]))


def _method(key: str, row: Mapping[str, Any]) -> Method:
    factors = tuple(row["factors"])
    scales = {factor: tuple(map(Decimal, row[factor])) for factor in factors}
    bands = tuple(_band(each) for each in row["band"])
    return Method(key, row["label"], factors, tuple(row["words"]), row["product"], scales, bands)


def _band(row: Mapping[str, str]) -> Band:
    bound = row.get("from") or row.get("over")
    return Band(row["colour"], Decimal(bound) if bound else None, "from" in row)


def off_scale(kind: str, values: Mapping[str, Value]) -> dict[str, str]:
    """Return what a risk point may not say, by field: a factor that is no value of its method's scale."""
    method = load_matrices().methods.get(str(values.get("method"))) if kind == RISK_POINT else None
    if method is None:
        return {}
    found = {}
    for factor, word in zip(method.factors, method.words, strict=True):
        value = values.get(factor)
        if value is not None and Decimal(str(value)) not in method.scales[factor]:
            known = "、".join(map(decimal_text, method.scales[factor]))
            text = _("{method}的 {word} 没有 {value} 这一级，可用：{known}")
            found[factor] = text.format(method=method.label, word=word, value=value, known=known)
    return found


def grade(matrices: Matrices, values: Mapping[str, Value]) -> Grade:
    """Grade one risk point by its method and explain the colour line by line."""
    method = matrices.methods.get(str(values.get("method")))
    if method is None:
        return Grade("", None, _("没有写评估方法"))
    if problems := off_scale(RISK_POINT, values):
        return Grade("", None, "；".join(problems.values()))
    lacking = [
        w for f, w in zip(method.factors, method.words, strict=True) if values.get(f) is None
    ]
    if lacking:
        return Grade("", None, _("未评估：缺 {words}").format(words="、".join(lacking)))
    numbers = [Decimal(str(values[factor])) for factor in method.factors]
    product = Decimal(1)
    for number in numbers:
        product *= number
    key = method.colour(product)
    parts = " × ".join(
        f"{word} {decimal_text(n)}" for word, n in zip(method.words, numbers, strict=True)
    )
    text = _("{method}：{parts} = {product} {value}，{bound}，{label}色（{name}）")
    colour = matrices.colour(key)
    return Grade(key, product, text.format(
        method=method.label, parts=parts, product=method.product, value=decimal_text(product),
        bound=_bound(method, key), label=colour.label, name=colour.name,
    ))  # fmt: skip


def _bound(method: Method, key: str) -> str:
    """Say where the band of a colour lies: >160 且不到上一档."""
    place = [band.colour for band in method.bands].index(key)
    own = method.bands[place].words()
    above = method.bands[place - 1].words() if place else ""
    return _("，").join(filter(None, (own, _("未达 {above}").format(above=above) if above else "")))
