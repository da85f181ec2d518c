"""QR symbols (ISO/IEC 18004) of ASCII texts: the same symbol the qrcode library makes, faster.

The library's tables and function patterns are read once per version and level. A symbol is then
one big number, a bit per module, so that masking and the four penalty rules are a few shifts and
counts over all modules at once instead of a loop over each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter

from qrcode import base, constants, util
from qrcode.main import QRCode

LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
VERSIONS = range(1, 41)
LAST_OF_SIZE = (9, 26, 40)
COUNT_BITS = {util.MODE_ALPHA_NUM: (9, 11, 13), util.MODE_8BIT_BYTE: (8, 16, 16)}
MASKS = range(8)
QUIET = 4
_RUNS = re.compile(r"[0-9A-Z $%*+\-./:]+|[^0-9A-Z $%*+\-./:]+")
_SINGLE = {a: f"{i:06b}" for i, a in enumerate(ALPHANUMERIC)}
_PAIR = {
    a + b: f"{45 * i + j:011b}"
    for i, a in enumerate(ALPHANUMERIC)
    for j, b in enumerate(ALPHANUMERIC)
}


@dataclass(frozen=True)
class Symbol:
    """The modules of one symbol without its quiet zone; the first bit of ``bits`` is top left."""

    version: int
    level: str
    mask: int
    size: int
    bits: int

    def rows(self) -> list[int]:
        """Return one number per row, its highest bit the leftmost module, 1 = dark."""
        keep = (1 << self.size) - 1
        return [self.bits >> self.size * (self.size - 1 - y) & keep for y in range(self.size)]

    def packed(self) -> bytes:
        """Return the rows as 1-bit pixels, each row padded to whole bytes."""
        width = -(-self.size // 8)
        pad = 8 * width - self.size
        return b"".join((row << pad).to_bytes(width, "big") for row in self.rows())


@dataclass(frozen=True)
class _Segment:
    """A stretch of the text in one mode: its character count and its data bits."""

    mode: int
    count: int
    data: str


@dataclass(frozen=True)
class _Frame:
    """All that depends on version and level only."""

    size: int
    place: Callable[[str], tuple[str, ...]]
    masks: tuple[int, ...]
    everywhere: int
    inside: tuple[tuple[int, ...], ...]


def qr(text: str, level: str = "M") -> Symbol:
    """Return the smallest symbol that holds ``text`` (ASCII) at level L, M, Q or H.

    Raises ValueError for other characters (scanners garble them) and for a text that is too long.
    """
    if not text.isascii():
        raise ValueError("only ASCII goes into a code")
    segments = _segments(text)
    version, bits = _fit(segments, LEVELS[level])
    frame = _frame(version, LEVELS[level])
    words = _codewords(bits, version, LEVELS[level])
    bare = int("".join(frame.place(f"{int.from_bytes(words, 'big'):0{8 * len(words)}b}0")), 2)
    mask = min(MASKS, key=lambda m: _penalty(bare ^ frame.masks[m], frame))
    return Symbol(version, level, mask, frame.size, bare ^ frame.masks[mask])


def _segments(text: str) -> list[_Segment]:
    """Split into alphanumeric and byte stretches, unless all bytes is shorter."""
    mixed = [_segment(run) for run in _RUNS.findall(text)]
    whole = [_segment(text, util.MODE_8BIT_BYTE)]
    return min(mixed, whole, key=lambda parts: sum(4 + 9 + len(part.data) for part in parts))


def _segment(text: str, mode: int = 0) -> _Segment:
    if mode or text[:1] not in _SINGLE:
        data = "".join([f"{byte:08b}" for byte in text.encode()])
        return _Segment(util.MODE_8BIT_BYTE, len(text), data)
    even = len(text) & ~1
    data = "".join([_PAIR[text[i : i + 2]] for i in range(0, even, 2)])
    return _Segment(
        util.MODE_ALPHA_NUM, len(text), data + "".join([_SINGLE[c] for c in text[even:]])
    )


def _fit(segments: list[_Segment], level: int) -> tuple[int, str]:
    """Return the smallest version and the padded data bits."""
    for kind, last in enumerate(LAST_OF_SIZE):
        bits = "".join(
            f"{s.mode:04b}{s.count:0{COUNT_BITS[s.mode][kind]}b}{s.data}" for s in segments
        )
        first = LAST_OF_SIZE[kind - 1] + 1 if kind else 1
        for version in range(first, last + 1):
            room = util.BIT_LIMIT_TABLE[level][version]
            if len(bits) <= room:
                return version, _padded(bits, room)
    raise ValueError("too long for a code")


def _padded(bits: str, room: int) -> str:
    bits += "0" * min(4, room - len(bits))
    bits += "0" * (-len(bits) % 8)
    return (bits + "1110110000010001" * ((room - len(bits)) // 16 + 1))[:room]


def _codewords(bits: str, version: int, level: int) -> bytes:
    """Return data and error correction words, interleaved over the blocks."""
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    start = 0
    blocks, checks = [], []
    for block in base.rs_blocks(version, level):
        part = data[start : start + block.data_count]
        start += block.data_count
        blocks.append(part)
        checks.append(_check_words(part, block.total_count - block.data_count))
    woven = (word for column in zip_longest(*blocks) for word in column if word is not None)
    return bytes(woven) + bytes(word for column in zip(*checks, strict=True) for word in column)


def _check_words(data: bytes, count: int) -> bytes:
    """Return the Reed–Solomon remainder of ``data``, ``count`` words."""
    multiples = _multiples(count)
    top = 8 * (count - 1)
    below = (1 << top) - 1
    rest = 0
    for word in data:
        rest = (rest & below) << 8 ^ multiples[rest >> top ^ word]
    return rest.to_bytes(count, "big")


@lru_cache
def _multiples(count: int) -> list[int]:
    """Return the 256 multiples of the generator polynomial, each as one number."""
    generator = base.Polynomial([1], 0)
    for power in range(count):
        generator = generator * base.Polynomial([1, base.gexp(power)], 0)
    tail = [base.glog(factor) for factor in list(generator)[1:]]
    products = (bytes(base.gexp(base.glog(word) + log) for log in tail) for word in range(1, 256))
    return [0, *(int.from_bytes(product, "big") for product in products)]


@lru_cache
def _frame(version: int, level: int) -> _Frame:
    size = 4 * version + 17
    everywhere = _all(size)
    drawn = [_function_patterns(version, level, mask) for mask in MASKS]
    free = {(y, x) for y, x in everywhere if drawn[0][y][x] is None}
    words = sum(block.total_count for block in base.rs_blocks(version, level))
    light = 8 * words  # remainder modules: light before masking
    source = {place: min(i, light) for i, place in enumerate(_path(size, free))}
    masks = tuple(_flips(drawn[mask], mask, source) for mask in MASKS)
    place = itemgetter(*[source.get(module, light) for module in everywhere])
    inside = tuple(
        (step, *(_number(module[axis] >= reach for module in everywhere) for reach in (1, 10)))
        for step, axis in ((1, 1), (size, 0))
    )
    return _Frame(size, place, masks, (1 << size * size) - 1, inside)


def _flips(drawn: list[list[bool | None]], mask: int, data: Mapping[tuple[int, int], int]) -> int:
    """Return what one mask pattern adds to the bare data: its flips and the function patterns."""
    flips = util.mask_func(mask)
    return _number(
        flips(y, x) if (y, x) in data else dark
        for y, row in enumerate(drawn)
        for x, dark in enumerate(row)
    )


def _function_patterns(version: int, level: int, mask: int) -> list[list[bool | None]]:
    """Return what the library draws besides the data; None where data goes."""
    code = QRCode(version=version, error_correction=level)
    size = code.modules_count = 4 * version + 17
    code.modules = [[None] * size for _ in range(size)]
    for row, column in ((0, 0), (size - 7, 0), (0, size - 7)):
        code.setup_position_probe_pattern(row, column)
    code.setup_position_adjust_pattern()
    code.setup_timing_pattern()
    code.setup_type_info(False, mask)
    if version >= 7:  # noqa: PLR2004 - smaller symbols carry no version information
        code.setup_type_number(False)
    modules: list[list[bool | None]] = code.modules
    return modules


def _all(size: int) -> list[tuple[int, int]]:
    return [(y, x) for y in range(size) for x in range(size)]


def _number(modules: Iterable[bool | None]) -> int:
    return int("".join("1" if module else "0" for module in modules), 2)


def _path(size: int, free: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the free modules in the order of the bits: two columns at a time, up and down."""
    order = []
    rows = range(size - 1, -1, -1)
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        order += [(y, x) for y in rows for x in (right, right - 1) if (y, x) in free]
        rows = rows[::-1]
    return order


def _penalty(modules: int, frame: _Frame) -> int:
    """Return the penalty of ISO/IEC 18004, 7.8.3, over the whole symbol."""
    light = frame.everywhere ^ modules
    lost = 0
    same = []
    for step, second, eleventh in frame.inside:
        equal = ~(modules ^ modules >> step) & second
        same.append(equal)
        five = equal & equal >> step
        five &= five >> 2 * step
        lost += five.bit_count() + 2 * (five & ~(five >> step)).bit_count()
        pair = modules & modules >> step
        finder = modules & pair >> 2 * step & modules >> 4 * step & modules >> 6 * step
        finder &= light >> step & light >> 5 * step
        pale = light & light >> step
        pale &= pale >> 2 * step
        found = (finder & pale >> 7 * step & eleventh).bit_count()
        lost += 40 * (found + (finder >> 4 * step & pale & eleventh).bit_count())
    across, down = same
    lost += 3 * (across & across >> frame.size & down).bit_count()
    total = frame.size * frame.size
    return lost + 10 * (abs(2 * modules.bit_count() - total) * 10 // total)
