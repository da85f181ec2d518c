"""What one page, or a part shared by many, shows: the drawing operators of PDF, collected as bytes."""

from __future__ import annotations

from dataclasses import dataclass

from equipinspect.documents.fonts import Face

FONT = "F"
BLACK, WHITE = "#000000", "#FFFFFF"
FILL, FILL_AND_STROKE = 0, 2
STROKE = 0.022  # of the type size: how much thicker a bold glyph is drawn
STROKED = 16  # points; on a screen the stroke of smaller type is a whole pixel and smears the word


def amount(number: float) -> str:
    """Write a number as PDF wants it, to a thousandth of a point."""
    return f"{number:.3f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


def colour(ink: str) -> str:
    """Return the three components of an ink #RRGGBB, 0 to 1."""
    return " ".join(amount(int(ink[i : i + 2], 16) / 255) for i in (1, 3, 5))


@dataclass(frozen=True)
class Look:
    """How words are written: type size in points, ink, thick or not, space between letters in points."""

    size: float
    ink: str
    bold: bool = False
    spacing: float = 0


class Drawing:
    """Collects operators; lengths are points from the bottom left."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._parts: list[str] = []

    def content(self) -> bytes:
        """Return what was drawn as a content stream."""
        return "\n".join(self._parts).encode("ascii")

    def words(self, x: float, y: float, text: str, look: Look) -> None:
        """Write one line with its baseline starting at (x, y)."""
        tint = colour(look.ink)
        thick = (
            f"{tint} RG {amount(STROKE * look.size)} w 2 Tr"
            if look.bold and look.size >= STROKED
            else "0 Tr"
        )
        self._parts.append(
            f"BT {tint} rg {thick} /{FONT} {amount(look.size)} Tf {amount(look.spacing)} Tc"
            f" {amount(x)} {amount(y)} Td <{self._face.encoded(text)}> Tj ET"
        )

    def rule(self, x: float, y: float, length: float, width: float, ink: str) -> None:
        """Draw a horizontal line of ``width`` points."""
        self._parts.append(
            f"{colour(ink)} RG {amount(width)} w {amount(x)} {amount(y)} m"
            f" {amount(x + length)} {amount(y)} l S"
        )

    def upright(self, x: float, y: float, length: float, width: float, ink: str) -> None:
        """Draw a vertical line of ``width`` points upwards from (x, y)."""
        self._parts.append(
            f"{colour(ink)} RG {amount(width)} w {amount(x)} {amount(y)} m"
            f" {amount(x)} {amount(y + length)} l S"
        )

    def frame(self, box: tuple[float, float, float, float], width: float, ink: str) -> None:
        """Draw the outline of box = x, y, width, height."""
        corners = " ".join(map(amount, box))
        self._parts.append(f"{colour(ink)} RG {amount(width)} w {corners} re S")

    def fill(self, box: tuple[float, float, float, float], ink: str) -> None:
        """Fill box = x, y, width, height."""
        self._parts.append(f"{colour(ink)} rg {' '.join(map(amount, box))} re f")

    def pixels(self, box: tuple[float, float, float, float], rows: bytes, size: int) -> None:
        """Print a square of ``size`` × ``size`` 1-bit pixels in black into box = x, y, width, height."""
        x, y, width, height = map(amount, box)
        self._parts.append(
            f"q {colour(BLACK)} rg {width} 0 0 {height} {x} {y} cm BI /W {size} /H {size}"
            f" /IM true /D [1 0] /F /AHx ID {rows.hex()}> EI Q"
        )

    def moved(self, matrix: tuple[float, float, float, float, float, float], part: bytes) -> None:
        """Draw a part in coordinates changed by ``matrix`` = a, b, c, d, e, f."""
        placed = " ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in matrix)
        self._parts.append(f"q {placed} cm\n{part.decode('ascii')}\nQ")

    def shared(self, name: str) -> None:
        """Draw a part that the document holds once."""
        self._parts.append(f"/{name} Do")
