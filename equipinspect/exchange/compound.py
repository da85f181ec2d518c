"""Reads just enough of an OLE container to tell an xls from a locked, foreign or cut-off file."""

from __future__ import annotations

import struct
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<24s5H6x8I")
_HEADER_BYTES = 512
_HEADER_FATS = 109
_ENTRY_BYTES = 128
_LAST_SECTOR = 0xFFFFFFFA  # higher numbers are marks: end of chain, free, table
_SECTOR_SHIFTS = (9, 12)
_BIFF_EOF, _BIFF_LOCKED, _BIFF_1904 = 0x0A, 0x2F, 0x22
_BIFF_HEADER = struct.Struct("<HH")


class Broken(Exception):
    """The container is cut off or its tables contradict each other."""


@dataclass(frozen=True)
class Entry:
    """One stream of the container: where it begins and how many bytes it has."""

    first: int
    size: int


@dataclass(frozen=True)
class Globals:
    """What the opening records of an xls say about the whole workbook."""

    locked: bool
    starts_1904: bool


class Container:
    """The streams of one OLE file; raises Broken for a file that is not whole."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER_BYTES:
            raise Broken
        fields = _HEADER.unpack_from(data)
        shift = fields[4]
        if shift not in _SECTOR_SHIFTS:
            raise Broken
        self._data, self._size = data, 1 << shift
        fats, directory, self._cutoff = fields[7], fields[8], fields[10]
        self._next = self._table(self._fat_sectors(fats, fields[13]))
        self.streams = self._directory(directory)

    def check(self, name: str) -> None:
        """Walk the sectors of a stream; raise Broken when one lies outside the file."""
        entry = self.streams[name]
        if entry.size >= self._cutoff and len(self._chain(entry.first)) * self._size < entry.size:
            raise Broken

    def opening(self, name: str, limit: int = 1 << 20) -> bytes:
        """Return the first bytes of a stream, at most ``limit``."""
        entry = self.streams[name]
        if entry.size < self._cutoff:
            return b""
        wanted = min(limit, entry.size)
        sectors = self._chain(entry.first)[: -(-wanted // self._size)]
        return b"".join(self._sector(s, whole=False) for s in sectors)[:wanted]

    def _sector(self, number: int, whole: bool = True) -> bytes:
        start = (number + 1) * self._size
        found = self._data[start : start + self._size]
        if not found or (whole and len(found) < self._size):
            raise Broken
        return found

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        joined = b"".join(self._sector(s) for s in sectors)
        return struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4])

    def _fat_sectors(self, count: int, more: int) -> list[int]:
        found = list(struct.unpack_from(f"<{_HEADER_FATS}I", self._data, 76))
        while more < _LAST_SECTOR and len(found) < count:
            *part, more = self._table([more])
            found += part
        return [s for s in found[:count] if s < _LAST_SECTOR]

    def _chain(self, first: int) -> list[int]:
        found: list[int] = []
        limit = len(self._data) // self._size
        while first < _LAST_SECTOR:
            if first >= limit or first >= len(self._next) or len(found) > limit:
                raise Broken
            found.append(first)
            first = self._next[first]
        return found

    def _directory(self, first: int) -> dict[str, Entry]:
        listing = b"".join(map(self._sector, self._chain(first)))
        entries = range(0, len(listing) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
        found = (_entry(listing[i : i + _ENTRY_BYTES]) for i in entries)
        return {name: entry for name, entry in found if name}


def _entry(raw: bytes) -> tuple[str, Entry]:
    length = max(0, min(64, struct.unpack_from("<H", raw, 64)[0]) - 2)
    name = raw[:length].decode("utf-16-le", "replace")
    first, size = struct.unpack_from("<II", raw, 116)
    return name, Entry(first, size)


def biff_globals(stream: bytes) -> Globals:
    """Read the opening records of a BIFF workbook up to their end mark."""
    at, locked, starts_1904 = 0, False, False
    while at + _BIFF_HEADER.size <= len(stream):
        kind, size = _BIFF_HEADER.unpack_from(stream, at)
        body = stream[at + 4 : at + 4 + size]
        locked = locked or kind == _BIFF_LOCKED
        starts_1904 = starts_1904 or (kind == _BIFF_1904 and body[:1] == b"\x01")
        if kind in (_BIFF_EOF, _BIFF_LOCKED):
            break
        at += 4 + size
    return Globals(locked, starts_1904)
