"""The catalogue of special equipment by edition: the same code means different things in two of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from equipinspect.model import codes
from equipinspect.model.text import _

CURRENT = "2014"
CODE_LENGTH = 4
LEVELS = ("kind", "category", "variety")


@dataclass(frozen=True)
class Entry:
    """One line of a catalogue; ``heir`` is the code of 2014 an old variety became, if there is one."""

    code: str
    name: str
    level: str
    heir: str = ""


@dataclass(frozen=True)
class Edition:
    """One edition of the catalogue."""

    id: str
    name: str
    effective_from: str
    effective_to: str
    entries: dict[str, Entry]


class Catalogue:
    """All editions; nothing is looked up without naming one."""

    def __init__(self, editions: Iterable[Edition]) -> None:
        self._editions = {edition.id: edition for edition in editions}

    def get(self, code: str, edition: str = CURRENT) -> Entry | None:
        """Return the line of a four-character code in one edition; None if it has none."""
        return self._editions[edition].entries.get(code)

    def name(self, code: str, edition: str = CURRENT) -> str:
        """Return the name of a code, or the code itself when the edition does not know it."""
        entry = self.get(code, edition)
        return entry.name if entry else code

    def editions(self) -> list[Edition]:
        """Return the editions as shipped."""
        return list(self._editions.values())

    def category_of(self, code: str) -> str | None:
        """Return the 类别 a variety of the current edition belongs to; a 类别 is its own."""
        entry = self.get(code)
        if entry is None or entry.level == "kind":
            return None
        return code if entry.level == "category" else code[:2] + "00"

    def mark(self, device_code: str, variety_code: str | None) -> str | None:
        """Mark a code whose first four characters contradict the catalogue or the variety.

        A code of 20 characters was formed with the old list, so its variety is not compared.
        """
        base = codes.parts_of(device_code).get("base", "")
        if not base:
            return None
        old = "month" in codes.parts_of(device_code)
        if self.get(base) is None and not (old and self.get(base, "old")):
            return _("代码开头的 {base} 不在特种设备目录里").format(base=base)
        if not old and variety_code and base not in (variety_code, self.category_of(variety_code)):
            return _("代码开头的 {base}（{name}）与设备品种 {variety} 不一致").format(
                base=base, name=self.name(base), variety=variety_code
            )
        return None
