"""A fingerprint as people compare it: thirty digits, or ten words that can be read aloud."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from equipinspect.model.errors import UserError
from equipinspect.model.text import _

LENGTH = 30  # digits: 100 bits
COUNT = 10  # words: 32 × 32 of them, ten bits each
_APART = re.compile(r"[\s,，、　-]+")


@dataclass(frozen=True)
class Words:
    """The signs that words are made of: every first with every second."""

    first: Sequence[str]
    second: Sequence[str]

    def spoken(self, digits: str) -> str:
        """Return the ten words of a fingerprint, most significant first."""
        number = int(digits)
        size = len(self.first) * len(self.second)
        found = []
        for _place in range(COUNT):
            number, rest = divmod(number, size)
            found.append(
                self.first[rest // len(self.second)] + self.second[rest % len(self.second)]
            )
        return " ".join(reversed(found))

    def read(self, text: str) -> str:
        """Return the thirty digits of a fingerprint given as digits or words, blanks or not.

        Raises UserError when it is neither.
        """
        bare = _APART.sub("", text)
        if len(bare) == LENGTH and bare.isdecimal() and bare.isascii():
            return bare
        number = 0
        for one, two in zip(bare[::2], bare[1::2], strict=False):
            if one not in self.first or two not in self.second:
                break
            place = self.first.index(one) * len(self.second) + self.second.index(two)
            number = number * len(self.first) * len(self.second) + place
        else:
            if len(bare) == 2 * COUNT and number < 10**LENGTH:
                return f"{number:0{LENGTH}d}"
        raise UserError(
            _("“{text}” 不是电脑指纹；指纹是 30 位数字或 10 个词，在那台电脑上可以看到。").format(
                text=text
            )
        )


def grouped(digits: str) -> str:
    """Write thirty digits in groups of five."""
    return " ".join(digits[i : i + 5] for i in range(0, len(digits), 5))


def load_words(resources: Path) -> Words:
    """Read ``fingerprint_words.toml``."""
    data = tomllib.loads((resources / "fingerprint_words.toml").read_text(encoding="utf-8"))
    return Words(tuple(data["first"]), tuple(data["second"]))
