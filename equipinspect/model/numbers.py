"""The forms of the trade's numbers, by edition: patterns, lengths, groups and the weights of check characters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from equipinspect import RESOURCES

FILE = "numbers.toml"
PART = re.compile(r"\{([a-z]+)\}")  # \d{2} is no part
Toml = dict[str, Any]


class NumberError(Exception):
    """A file of number forms that cannot be used; names the key."""


@dataclass(frozen=True)
class Form:
    """One edition's way to write a number; older editions stay valid beside newer ones."""

    number: str
    edition: str
    pattern: re.Pattern[str]
    clause: str = ""
    effective_from: str = ""
    effective_to: str = ""
    mark: str = "confirmed"
    length: int = 0
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class Weighing:
    """What a weighted check character is made of: ``characters`` is indexed by the remainder."""

    number: str
    edition: str
    alphabet: str
    weights: tuple[int, ...]
    characters: str = ""

    def remainder(self, text: str) -> int:
        """Return the weighted sum of the first characters modulo the number of check characters.

        Raises ValueError when a character is outside the alphabet.
        """
        pairs = zip(self.weights, text, strict=False)
        total = sum(weight * self.alphabet.index(character) for weight, character in pairs)
        return total % len(self.characters or self.alphabet)


@dataclass(frozen=True)
class Numbers:
    """Everything read from ``rules/numbers.toml``."""

    forms: Mapping[str, tuple[Form, ...]]
    weighings: Mapping[str, Weighing]

    def matched(self, number: str, text: str) -> re.Match[str] | None:
        """Return how a number in its normal form fits the first edition that it fits."""
        found = (form.pattern.fullmatch(text) for form in self.forms[number])
        return next(filter(None, found), None)

    def lengths(self, number: str) -> list[int]:
        """Return the lengths that a number may have, shortest first; none where they are open."""
        return sorted({form.length for form in self.forms[number] if form.length})


@cache
def shipped() -> Numbers:
    """Return the forms that ship with the program, read once."""
    return load_numbers(RESOURCES)


def load_numbers(resources: Path) -> Numbers:
    """Read ``rules/numbers.toml``; raise NumberError naming what is wrong."""
    try:
        data = tomllib.loads((resources / "rules" / FILE).read_text(encoding="utf-8"))
        forms = [_form(row, data["part"]) for row in data["form"]]
        weighings = [Weighing(**{**row, "weights": tuple(row["weights"])}) for row in data["check"]]
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        raise NumberError(f"rules/{FILE}: {error}") from error
    names = dict.fromkeys(form.number for form in forms)
    return Numbers(
        {name: tuple(f for f in forms if f.number == name) for name in names},
        {weighing.number: weighing for weighing in weighings},
    )


def _form(row: Toml, parts: Mapping[str, str]) -> Form:
    pattern = PART.sub(lambda found: parts[found[1]], row["pattern"])
    ready = {**row, "pattern": re.compile(pattern), "groups": tuple(row.get("groups", ()))}
    return Form(**ready)
