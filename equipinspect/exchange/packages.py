"""Looks into an xlsx before it is read: is it whole, unlocked, honest about its size, not too wide."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, ZipInfo

from equipinspect.exchange import formats, unreadable
from equipinspect.model.text import _

SIGNATURE = b"PK\x03\x04"
MAX_BYTES = 2 << 30  # inflated, all parts together
MAX_CELLS = 40_000_000  # as a full rectangle, which is how the reader holds a sheet
MAX_PARTS = 10_000
MAX_COLUMNS = 702  # A to ZZ
_CHECKED_RATIO_FROM, _MAX_RATIO = 64 << 20, 250
_CHUNK = 1 << 20
_OVERLAP = 512
_TAIL = 256 << 10
_LETTERS = 26
_WORKBOOK = "xl/workbook.xml"  # where the reader looks, whatever the package says
_RELATIONS = "xl/_rels/workbook.xml.rels"
_FILLED = rb'\d+["\'][^>]*[^/]><(?:\w+:)?(?:v|is|f)[> ]'  # a cell with content, not only a colour
_WIDE_CELL = re.compile(rb' r=["\']([A-Z]{2,3})' + _FILLED)
_LAST_CELL = re.compile(rb' r=["\'][A-Z]+(\d+)["\'][^>]*[^/]><(?:\w+:)?(?:v|is|f)[> ]')
_ENCRYPTED = 0x1
_BROKEN = (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError)


Months = dict[int, set[int]]


@dataclass(frozen=True)
class Package:
    """An xlsx whose parts are whole: the part of every sheet and the date system."""

    path: Path
    parts: dict[str, str]
    starts_1904: bool
    month_styles: tuple[str, ...] = ()

    def look_through(self, name: str) -> Months:
        """Refuse a sheet that is not what it says or unreasonably wide; return its month cells.

        Those are date cells that show a year and a month only, as columns (from 0) by row.
        """
        part = self.parts.get(name)
        months: Months = {}
        if part is None:
            return months
        try:
            with ZipFile(self.path) as archive, archive.open(part) as stream:
                self._check_extent(_pieces(stream), months)
        except _BROKEN:
            raise unreadable.damaged(self.path) from None
        return months

    def _check_extent(self, pieces: Iterator[bytes], months: Months) -> None:
        """Refuse stray cells: the reader holds the whole rectangle up to the farthest one."""
        pattern = formats.month_cells(self.month_styles) if self.month_styles else None
        last_row, width = 1, _LETTERS
        for piece in pieces:
            width = max([width, *map(_number, set(_WIDE_CELL.findall(piece)))])
            if width > MAX_COLUMNS:
                raise unreadable.too_large(self.path, _("有超过 702 列的数据"))
            last_row = max(last_row, _last_row(piece))
            for letters, row in pattern.findall(piece) if pattern else ():
                months.setdefault(int(row), set()).add(_number(letters) - 1)
        if last_row * width > MAX_CELLS:
            text = _("的数据延伸到第 {row} 行、第 {column} 列")
            raise unreadable.too_large(self.path, text.format(row=last_row, column=width))


def look_into(path: Path) -> Package:
    """Check the parts common to all sheets; raise Unreadable with one sentence."""
    try:
        with ZipFile(path) as archive:
            _check_sizes(path, archive.infolist())
            names = set(archive.namelist())
            if _WORKBOOK not in names:
                raise unreadable.wrong_type(path, _kind(names))
            for name in names:
                if name.endswith((".xml", ".rels")) and "/worksheets/" not in name:
                    _inflate(archive, name)
            return _described(path, archive)
    except (*_BROKEN, ElementTree.ParseError):
        raise unreadable.damaged(path) from None


def _relations(archive: ZipFile) -> Iterator[tuple[str, str, str]]:
    """Yield id, type and target part of every relation of the workbook."""
    for each in ElementTree.fromstring(archive.read(_RELATIONS)):
        target = posixpath.join("/xl", each.get("Target", ""))
        yield each.get("Id", ""), each.get("Type", ""), posixpath.normpath(target).lstrip("/")


def _kind(names: set[str]) -> str:
    for mark, kind in (("word/", _("Word 文档")), ("ppt/", _("PPT 演示文稿"))):
        if any(n.startswith(mark) for n in names):
            return kind
    if "xl/workbook.bin" in names or "content.xml" in names:
        return _("xlsb 或 ods 表格，请先另存为 xlsx")
    return _("压缩包")


def _check_sizes(path: Path, parts: list[ZipInfo]) -> None:
    if any(p.flag_bits & _ENCRYPTED for p in parts):
        raise unreadable.protected(path)
    inflated = sum(p.file_size for p in parts)
    packed = sum(p.compress_size for p in parts) or 1
    swollen = inflated > _CHECKED_RATIO_FROM and inflated / packed > _MAX_RATIO
    if len(parts) > MAX_PARTS or inflated > MAX_BYTES or swollen:
        size = f"{inflated / (1 << 20):,.0f} MB"
        raise unreadable.too_large(path, _("解压后有 {size}，不像是台账").format(size=size))


def _inflate(archive: ZipFile, name: str) -> None:
    """Read a part to its end; one longer than declared ends in BadZipFile."""
    with archive.open(name) as stream:
        while stream.read(_CHUNK):
            pass


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Inflate a part; every piece begins with the end of the one before, so no cell is cut."""
    tail = b""
    while chunk := stream.read(_CHUNK):
        yield tail + chunk
        tail = chunk[-_OVERLAP:]


def _described(path: Path, archive: ZipFile) -> Package:
    relations = list(_relations(archive))
    targets = {number: target for number, _kind, target in relations}
    parts: dict[str, str] = {}
    starts_1904 = False
    for element in ElementTree.fromstring(archive.read(_WORKBOOK)).iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            starts_1904 = element.get("date1904", "0") in ("1", "true")
        elif tag == "sheet":
            link = next((v for k, v in element.items() if k.endswith("}id")), "")
            parts[element.get("name", "")] = targets.get(link, "")
    styles = [target for _id, kind, target in relations if kind.endswith("/styles")]
    months = formats.month_styles(archive.read(styles[0])) if styles else []
    return Package(path, parts, starts_1904, tuple(months))


def _number(letters: bytes) -> int:
    number = 0
    for each in letters:
        number = number * _LETTERS + each - ord("A") + 1
    return number


def _last_row(piece: bytes) -> int:
    rows = _LAST_CELL.findall(piece[-_TAIL:])
    return int(rows[-1]) if rows else 1
