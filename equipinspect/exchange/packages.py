"""Looks into an xlsx before it is read: is it whole, open, honest about its size and not too wide."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from equipinspect.exchange import unreadable
from equipinspect.model.text import _

SIGNATURE = b"PK\x03\x04"
MAX_BYTES = 2 << 30  # inflated, all parts together
MAX_CELLS = 40_000_000  # as a full rectangle, which is how the reader holds a sheet
MAX_PARTS = 10_000
_CHECKED_RATIO_FROM, _MAX_RATIO = 64 << 20, 250
_CHUNK = 1 << 20
_OVERLAP = 512
_TAIL = 256 << 10
_LETTERS = 26
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_FILLED = rb'\d+"[^>]*[^/]><(?:\w+:)?(?:v|is|f)[> ]'
_FAR_CELL = re.compile(rb' r="[A-Z]{3}' + _FILLED)
_WIDE_CELL = re.compile(rb' r="([A-Z]{2})' + _FILLED)
_FILLED_ROW = re.compile(rb' r="[A-Z]+(\d+)"[^>]*[^/]><(?:\w+:)?(?:v|is|f)[> ]')
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Package:
    """An xlsx whose parts are whole: the part of every sheet and the date system."""

    path: Path
    parts: dict[str, str]
    starts_1904: bool

    def check_sheet(self, name: str) -> None:
        """Refuse a sheet that inflates to something else than it says or is unreasonably wide."""
        part = self.parts.get(name)
        if part is None:
            return
        try:
            with ZipFile(self.path) as archive:
                _check_extent(self.path, _chunks(archive, part))
        except (BadZipFile, ZlibError, EOFError, KeyError):
            raise unreadable.damaged(self.path) from None


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
                    for _chunk in _chunks(archive, name):
                        pass
            return _described(path, archive)
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, ElementTree.ParseError):
        raise unreadable.damaged(path) from None


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


def _chunks(archive: ZipFile, name: str) -> Iterator[bytes]:
    """Inflate a part piece by piece; a part longer than declared ends in BadZipFile."""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def _described(path: Path, archive: ZipFile) -> Package:
    workbook = ElementTree.fromstring(archive.read(_WORKBOOK))
    relations = ElementTree.fromstring(archive.read(_RELATIONS))
    targets = {r.get("Id"): posixpath.join("/xl", r.get("Target", "")) for r in relations}
    parts: dict[str, str] = {}
    starts_1904 = False
    for element in workbook.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            starts_1904 = element.get("date1904", "0") in ("1", "true")
        elif tag == "sheet":
            link = next((v for k, v in element.items() if k.endswith("}id")), None)
            parts[element.get("name", "")] = posixpath.normpath(targets.get(link, "")).lstrip("/")
    return Package(path, parts, starts_1904)


def _check_extent(path: Path, chunks: Iterator[bytes]) -> None:
    """Refuse stray cells: the reader holds the whole rectangle up to the farthest one."""
    last_row, width, tail = 1, _LETTERS, b""
    for chunk in chunks:
        piece = tail + chunk
        if _FAR_CELL.search(piece):
            raise unreadable.too_large(path, _("有超过 702 列的数据"))
        width = max([width, *(_number(m) for m in set(_WIDE_CELL.findall(piece)))])
        last_row = max(last_row, _last_row(piece))
        tail = piece[-_OVERLAP:]
    if last_row * width > MAX_CELLS:
        text = _("的数据延伸到第 {row} 行、第 {column} 列")
        raise unreadable.too_large(path, text.format(row=last_row, column=width))


def _number(letters: bytes) -> int:
    return (letters[0] - 64) * _LETTERS + letters[1] - 64


def _last_row(piece: bytes) -> int:
    rows = _FILLED_ROW.findall(piece[-_TAIL:])
    return int(rows[-1]) if rows else 1
