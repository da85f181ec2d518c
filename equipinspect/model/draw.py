"""The 双随机 draw: a frozen pool and a number read aloud give the same units and officers to anybody."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

SCALE = 100  # weights are counted in hundredths, so that every step is a whole number
WORD = 1 << 64
NOTHING = "—"


@dataclass(frozen=True)
class DrawRules:
    """Weights, officers and days of a draw (SAMR Order 57 art. 8, 9), read from ``rules/draw.toml``."""

    method: str
    officers: int
    seed_digits: int
    publish_working_days: int
    roles: tuple[str, ...]
    weights: Mapping[str, Decimal]
    key_factor: Decimal

    def weight(self, credit_class: str, key_unit: bool) -> Decimal:
        """Return the weight of a unit by its credit class (A–D, empty: not classed)."""
        known = self.weights.get(credit_class, self.weights["unknown"])
        return known * self.key_factor if key_unit else known


@dataclass(frozen=True)
class Candidate:
    """A unit that can be drawn: its record number as characters, its name, its weight."""

    key: str
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Officer:
    """An officer who can be drawn, and the units (record numbers) he stays away from."""

    key: str
    name: str
    recused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pools:
    """What a draw is made from, as the texts that were frozen."""

    units: str
    officers: str

    @property
    def units_hash(self) -> str:
        """SHA-256 of the frozen list of units."""
        return sha256(self.units.encode()).hexdigest()

    @property
    def officers_hash(self) -> str:
        """SHA-256 of the frozen list of officers."""
        return sha256(self.officers.encode()).hexdigest()


@dataclass(frozen=True)
class Drawn:
    """One unit in the order it was drawn, with the officers drawn for it."""

    unit: Candidate
    officers: tuple[Officer, ...]


def load_draw_rules(resources: Path) -> DrawRules:
    """Read ``rules/draw.toml``."""
    data = tomllib.loads((resources / "rules" / "draw.toml").read_text(encoding="utf-8"))
    return DrawRules(
        data["method"],
        data["officers"],
        data["seed_digits"],
        data["publish_working_days"],
        tuple(data["roles"]),
        {key: Decimal(value) for key, value in data["weights"].items()},
        Decimal(data["key_unit"]["factor"]),
    )


def frozen(units: Iterable[Candidate], officers: Iterable[Officer]) -> Pools:
    """Write both pools down in the order of their record numbers, a line each, tabs between."""
    unit_lines = (f"{u.key}\t{u.weight:f}\t{_plain(u.name)}" for u in _sorted(units))
    officer_lines = (
        f"{o.key}\t{','.join(sorted(o.recused)) or NOTHING}\t{_plain(o.name)}"
        for o in sorted(officers, key=lambda o: o.key)
    )
    return Pools("\n".join(unit_lines), "\n".join(officer_lines))


def _plain(name: str) -> str:
    return " ".join(name.split())


def _sorted(units: Iterable[Candidate]) -> list[Candidate]:
    return sorted(units, key=lambda u: u.key)


def read_units(text: str) -> list[Candidate]:
    """Read the frozen list of units back."""
    rows = (line.split("\t", 2) for line in text.splitlines())
    return [Candidate(key, name, Decimal(weight)) for key, weight, name in rows]


def read_officers(text: str) -> list[Officer]:
    """Read the frozen list of officers back."""
    rows = (line.split("\t", 2) for line in text.splitlines())
    return [
        Officer(key, name, frozenset() if away == NOTHING else frozenset(away.split(",")))
        for key, away, name in rows
    ]


def checked_seed(text: str, rules: DrawRules) -> str:
    """Return the digits of a public number as they were read; raise UserError when they are too few."""
    digits = re.sub(r"\D", "", normalize("NFKC", text))
    if len(digits) < rules.seed_digits:
        raise UserError(
            _("种子“{text}”只有 {n} 位数字，请读出至少 {least} 位的公开号码。").format(
                text=text, n=len(digits), least=rules.seed_digits
            )
        )
    return digits


class _Chance:
    """Whole numbers without bias from SHA-256 of the key and a counter."""

    def __init__(self, *parts: str) -> None:
        self._key = sha256("\n".join(parts).encode()).digest()
        self._count = 0

    def below(self, limit: int) -> int:
        """Return a number from 0 to ``limit`` - 1, each as likely as any other."""
        fair = WORD - WORD % limit
        while True:
            block = sha256(self._key + self._count.to_bytes(8, "big")).digest()
            self._count += 1
            word = int.from_bytes(block[:8], "big")
            if word < fair:
                return word % limit


def draw(pools: Pools, seed: str, wanted: int, method: str, each: int) -> list[Drawn]:
    """Draw ``wanted`` units by weight without putting back, and ``each`` officers for every unit.

    ``seed`` are digits as `checked_seed` returns them. Raises UserError when the pools are too small.
    """
    units, officers = read_units(pools.units), read_officers(pools.officers)
    if not 0 < wanted <= len(units):
        raise UserError(
            _("对象名录有 {pool} 家，不能抽取 {wanted} 家。").format(pool=len(units), wanted=wanted)
        )
    key = (method, pools.units_hash, pools.officers_hash, seed)
    chosen = _weighted(units, wanted, _Chance(*key, "units"))
    return [Drawn(unit, _team(officers, unit, each, _Chance(*key, unit.key))) for unit in chosen]


def _weighted(units: Sequence[Candidate], wanted: int, chance: _Chance) -> list[Candidate]:
    left = [u for u in units if u.weight > 0]
    parts = [max(1, int(u.weight * SCALE)) for u in left]
    total, found = sum(parts), []
    if len(left) < wanted:
        raise UserError(
            _("权重大于零的对象只有 {n} 家，不能抽取 {wanted} 家。").format(
                n=len(left), wanted=wanted
            )
        )
    for _turn in range(wanted):
        mark = chance.below(total)
        place = 0
        while mark >= parts[place]:
            mark -= parts[place]
            place += 1
        found.append(left.pop(place))
        total -= parts.pop(place)
    return found


def _team(
    officers: Sequence[Officer], unit: Candidate, each: int, chance: _Chance
) -> tuple[Officer, ...]:
    left = [o for o in officers if unit.key not in o.recused]
    if len(left) < each:
        raise UserError(
            _(
                "{unit} 回避以后只剩 {n} 名执法人员，每家需要 {each} 名，请补充检查人员名录。"
            ).format(unit=unit.name, n=len(left), each=each)
        )
    return tuple(left.pop(chance.below(len(left))) for _turn in range(each))
