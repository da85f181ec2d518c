"""What one row of the upward statistics says (regulation §5.5): whole counts, money, devices, and the rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

NO_RATE = "—"
YUAN_PER_WAN = 10_000
COUNTED = (
    "visits", "units", "officers", "hazards", "major", "ordinary", "rectified", "transferred", "open",
    "not_due", "overdue", "voided", "fixed_on_site", "supervised", "directives", "sealed", "stopped",
    "cases", "fines", "talks", "exposed", "trainings", "trained", "pledges", "other_transfers",
)  # fmt: skip
"""家次 visits, 家 units, 人次 officers × visits; found = rectified + transferred + open, voided apart."""


@dataclass
class Figures:
    """One row: the group it stands for and its numbers; ``fines`` in yuan, devices by kind and unit.

    Devices of different units (台, 套, 只, 公里) are kept apart and never added.
    """

    key: str
    label: str
    numbers: dict[str, Decimal] = field(default_factory=dict)
    devices: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def add(self, measure: str, amount: str | int) -> None:
        """Add to one number."""
        self.numbers[measure] = self.numbers.get(measure, Decimal(0)) + Decimal(amount)

    def add_devices(self, kind: str, unit: str, amount: str | int) -> None:
        """Add devices of one kind in their own unit."""
        place = (kind, unit)
        self.devices[place] = self.devices.get(place, Decimal(0)) + Decimal(amount)

    def __getitem__(self, measure: str) -> Decimal:
        """Return a number, 0 when nothing was counted."""
        return self.numbers.get(measure, Decimal(0))

    @property
    def rate(self) -> Fraction | None:
        """Return 整改率 = 已整改 ÷ 发现 unrounded, None for 0/0."""
        found = int(self["hazards"])
        return Fraction(int(self["rectified"]), found) if found else None

    def by_unit(self) -> dict[str, Decimal]:
        """Return how many devices were looked at, by their unit of count."""
        found: dict[str, Decimal] = {}
        for (_kind, unit), amount in self.devices.items():
            found[unit] = found.get(unit, Decimal(0)) + amount
        return found

    def plain(self) -> dict[str, object]:
        """Return everything as JSON holds it: decimals as text, so that it reads back equal."""
        return {
            "key": self.key,
            "label": self.label,
            "numbers": {k: text(v) for k, v in sorted(self.numbers.items()) if v},
            "devices": [[*k, text(v)] for k, v in sorted(self.devices.items()) if v],
        }

    @classmethod
    def read(cls, plain: Mapping[str, object]) -> Figures:
        """Read back what `plain` returned."""
        made = cls(str(plain["key"]), str(plain["label"]))
        numbers, devices = plain["numbers"], plain["devices"]
        assert isinstance(numbers, dict)
        assert isinstance(devices, list)
        for measure, amount in numbers.items():
            made.add(measure, amount)
        for kind, unit, amount in devices:
            made.add_devices(kind, unit, amount)
        return made


def total(rows: Iterable[Figures], label: str) -> Figures:
    """Add rows up, number by number; rates follow from the sums."""
    made = Figures("", label)
    for row in rows:
        for measure, amount in row.numbers.items():
            made.add(measure, str(amount))
        for (kind, unit), amount in row.devices.items():
            made.add_devices(kind, unit, str(amount))
    return made


def text(number: Decimal) -> str:
    """Write a number without exponent and needless zeros."""
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def percent(rate: Fraction | None, digits: int = 1) -> str:
    """Print a rate: 65.0 for 650/1000, — for 0/0; rounded half up, but never up to a whole it is not."""
    if rate is None:
        return NO_RATE
    scale = 10**digits
    shown = (rate * 100 * scale + Fraction(1, 2)).__floor__()
    if shown == 100 * scale and rate < 1:
        shown -= 1
    return f"{shown // scale}.{shown % scale:0{digits}}" if digits else str(shown)


def wan(yuan: Decimal) -> str:
    """Print an amount of yuan in 万元."""
    return text(yuan / YUAN_PER_WAN)
