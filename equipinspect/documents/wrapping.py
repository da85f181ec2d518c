"""Chinese lines: where a text may break, and what size lets it fit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from equipinspect.documents.fonts import Font

CLOSING = "，。、；：！？）》〉」』】〕”’·…—％%)]}.,;:!?"
OPENING = "（《〈「『【〔“‘([{"
LEAST_SHRINK = 0.82
WRAPPED = 0.9
_PIECES = re.compile(r"[!-~]+|.", re.S)


@dataclass(frozen=True)
class Fitted:
    """The lines of a text and their size in points."""

    lines: tuple[str, ...]
    size: float


def one_line(text: str) -> str:
    """Return ``text`` with every run of blanks and line breaks as one space."""
    return " ".join(text.split())


def fit(font: Font, text: str, width: float, size: float) -> Fitted:
    """Shrink a little to stay on one line of ``width`` points, otherwise wrap; nothing is cut."""
    wanted = font.width(text, size)
    if wanted * LEAST_SHRINK <= width:
        return Fitted((text,), shrunk(size, wanted, width))
    return Fitted(tuple(wrap(font, text, width, size * WRAPPED)), size * WRAPPED)


def shrunk(size: float, wanted: float, width: float) -> float:
    """Return the size at which what is ``wanted`` wide at ``size`` takes ``width`` at most."""
    return size if wanted <= width else size * width / wanted


def wrap(font: Font, text: str, width: float, size: float) -> list[str]:
    """Break ``text`` into lines of ``width`` points, after the rules of Chinese typesetting.

    Codes and Latin words stay whole where they fit on a line of their own.
    """
    lines = [""]
    for piece in _unbreakable(font, text, width, size):
        if lines[-1] and font.width(lines[-1] + piece.rstrip(" "), size) > width:
            lines[-1] = lines[-1].rstrip(" ")
            lines.append(piece.lstrip(" "))
        else:
            lines[-1] += piece
    return lines


def _unbreakable(font: Font, text: str, width: float, size: float) -> list[str]:
    """Return the pieces between which a line may end."""
    pieces: list[str] = []
    for found in _PIECES.findall(text):
        sticks = found[0] in CLOSING or bool(pieces and pieces[-1][-1] in OPENING)
        if sticks and pieces and font.width(pieces[-1] + found, size) <= width:
            pieces[-1] += found
        elif font.width(found, size) > width:
            pieces += found
        else:
            pieces.append(found)
    return pieces
