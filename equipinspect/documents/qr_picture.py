"""A QR symbol as a picture for the screen: SVG with its quiet zone, black on white."""

from __future__ import annotations

from equipinspect.documents.qr import qr

QUIET = 4  # modules around the symbol (ISO/IEC 18004)


def qr_svg(text: str, module: int = 6) -> str:
    """Return a symbol of ``text`` as an SVG document, ``module`` units a module."""
    symbol = qr(text)
    side = symbol.size + 2 * QUIET
    runs = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, bits in enumerate(symbol.rows())
        for column in range(symbol.size)
        if bits >> (symbol.size - 1 - column) & 1
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
        f' width="{side * module}" height="{side * module}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{runs}"/></svg>\n'
    )
