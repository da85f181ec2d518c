"""Reads delimited text of any encoding met in offices: UTF-8, GB18030, UTF-16, with or without BOM."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from equipinspect.exchange import unreadable
from equipinspect.model.text import _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARK = "\ufeff"  # before GB18030 too
_CHUNK = 1 << 20
_SAMPLE = 64 << 10
_SAMPLE_LINES = 40
_DELIMITERS = ",;\t|"
_MAX_COLUMNS = 702
_MAX_CELL = 1 << 20
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml|meta|style|head)", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_FORMULA_TEXT = re.compile(r'="([^"]*)"')

csv.field_size_limit(_MAX_CELL)


class DelimitedText:
    """One csv file: its encoding and delimiter found by looking at all of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = _encoding(path)
        with self._open() as stream:
            sample = stream.read(_SAMPLE)
        _check_kind(path, sample)
        named = _SEPARATOR_LINE.match(sample)
        self._skip = bool(named)
        self.delimiter = named[1] if named else _delimiter(sample)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every record with the row number a spreadsheet gives it."""
        with self._open() as stream:
            if self._skip:
                stream.readline()
            reader = csv.reader(stream, delimiter=self.delimiter)
            try:
                for number, cells in enumerate(reader, 1):
                    if len(cells) > _MAX_COLUMNS:
                        raise unreadable.too_large(self.path, _("有超过 702 列的数据"))
                    yield number, [unguarded(c) if c[:1] in ("'", "=") else c for c in cells]
            except csv.Error:
                raise unreadable.damaged(self.path) from None

    def _open(self) -> TextIO:
        stream = self.path.open(encoding=self.encoding, newline="")
        if stream.read(1) != _MARK:
            stream.seek(0)
        return stream


def unguarded(cell: str) -> str:
    """Take off what keeps a spreadsheet from calculating: '=1 as written here, ="0123" by others."""
    if _GUARDED.match(cell):
        return cell[1:]
    text = _FORMULA_TEXT.fullmatch(cell)
    return text[1] if text else cell


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(4096)
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None)
    guesses = (marked,) if marked else (*_wide_guess(start), "utf-8", "gb18030")
    for guess in guesses:
        fault = _decodes(path, guess)
        if fault is None:
            return guess
        if fault:
            raise unreadable.damaged(path)
    raise unreadable.wrong_type(path, _("无法识别的数据"))


def _wide_guess(start: bytes) -> tuple[str, ...]:
    """UTF-16 without BOM shows by its commas, digits and line ends: every second byte is zero."""
    if start[1::2].count(0) * 4 > len(start) // 2 > start[::2].count(0) * 8:
        return ("utf-16-le",)
    if start[::2].count(0) * 4 > len(start) // 2 > start[1::2].count(0) * 8:
        return ("utf-16-be",)
    return ()


def _decodes(path: Path, encoding: str) -> bool | None:
    """None: the whole file is this encoding; True: all but a cut-off end; False: it is not."""
    decoder = codecs.getincrementaldecoder(encoding)()
    seen = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
            seen += len(chunk)
    pending = decoder.getstate()[0]
    if not pending:
        return None
    return encoding != "utf-8" or seen > len(pending)


def _check_kind(path: Path, sample: str) -> None:
    if _MARKUP.match(sample):
        raise unreadable.wrong_type(path, _("网页或 XML，请用 WPS 或 Excel 打开后另存为 xlsx"))
    if _CONTROLS.search(sample):
        raise unreadable.wrong_type(path, _("无法识别的数据"))
    if not sample.strip():
        raise unreadable.wrong_type(path, _("空的"))


def _delimiter(sample: str) -> str:
    """The delimiter that cuts most lines into the same, largest number of cells."""

    def regularity(delimiter: str) -> int:
        lines = sample.splitlines()[:_SAMPLE_LINES]
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter)]
        widths = [w for w in widths if w > 1]
        return max((widths.count(w) * (w - 1) for w in set(widths)), default=0)

    return max(_DELIMITERS, key=regularity)
