"""Administrative divisions: code to name, a person's words to code, old codes to present ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_LOCAL = re.compile(r"[0-9A-Z]{6}")
_SUFFIXES = ("自治县", "市", "区", "县")


@dataclass(frozen=True)
class Division:
    """One place: ``level`` is province, prefecture or county."""

    code: str
    name: str
    level: str
    parent: str


class Divisions:
    """The shipped divisions with the codes that were renamed."""

    def __init__(
        self, rows: Iterable[Division], renamed: Mapping[str, str], old_names: Mapping[str, str]
    ) -> None:
        self._by_code = {row.code: row for row in rows}
        self._renamed = dict(renamed)
        self._words = self._names() | dict(old_names)

    def _names(self) -> dict[str, str]:
        """Map names, names after the prefecture's, and names without suffix to codes, if unambiguous."""
        found: dict[str, set[str]] = {}
        for row in self._by_code.values():
            short = next(
                (row.name.removesuffix(s) for s in _SUFFIXES if row.name.endswith(s)), row.name
            )
            parent = self._by_code.get(row.parent)
            grand = self._by_code.get(parent.parent) if parent else None
            above = parent.name if parent else ""
            for word in (
                row.name,
                above + row.name,
                (grand.name if grand else "") + above + row.name,
            ):
                found.setdefault(word, set()).add(row.code)
            if len(short) > 1:
                found.setdefault(short, set()).add(row.code)
        return {word: codes.pop() for word, codes in found.items() if len(codes) == 1}

    def current(self, code: str) -> str:
        """Return the present code of a place: 610322 and 610305 are the same county."""
        return self._renamed.get(code, code)

    def former(self, code: str) -> list[str]:
        """Return the codes a place had before its present one."""
        return [old for old, present in self._renamed.items() if present == code]

    def find(self, text: str) -> str | None:
        """Return the code for a code, a name or a local code of six characters; None if unknown."""
        word = "".join(text.split())
        if word in self._words:
            return self._words[word]
        code = word.upper()
        return self.current(code) if _LOCAL.fullmatch(code) else None

    def name(self, code: str) -> str:
        """Return the name of a place; a local code stands for itself."""
        row = self._by_code.get(self.current(code))
        return row.name if row else code

    def get(self, code: str) -> Division | None:
        """Return a shipped place by its present or old code."""
        return self._by_code.get(self.current(code))

    def within(self, parent: str) -> list[Division]:
        """Return the places directly below ``parent`` in the order of their codes."""
        return [row for row in self._by_code.values() if row.parent == parent]

    def __iter__(self) -> Iterator[Division]:
        return iter(self._by_code.values())
