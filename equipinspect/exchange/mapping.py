"""What a person settled about one layout of sheets: columns, constants, units, words; kept as TOML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from equipinspect.exchange import quantities
from equipinspect.exchange.titles import bare, fold, reason_title
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
from equipinspect.model.fields import folded
from equipinspect.model.text import _

Keys = tuple[str, ...]

_TABLES = ("columns", "constants", "units", "values", "where")
_WORDS = ("category", "sheet", "source", "date_format", "month_only")
_FLAGS = ("first_of_month_is_month",)
MONTH_ONLY = ("", "first", "last")


class BadMapping(UserError):
    """A mapping file that cannot be used; the sentence names file, line and entry."""


@dataclass(frozen=True)
class Mapping:
    """How the columns of one layout are read.

    ``columns``: sheet title → field keys, () to ignore the column. ``constants``: field key → text
    for every row. ``units``: field key → unit of numbers without one. ``values``: field key →
    the sheet's word → the word or value to read instead. ``where``: sheet title → the only
    texts whose rows are read. ``date_format``: strptime pattern tried first.
    ``first_of_month_is_month``: the source writes the month 2025-04 as 2025-04-01.
    ``month_only``: "first" or "last" day for a full date of which only the month is known;
    "" gives such a row back.
    """

    columns: dict[str, Keys] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    where: dict[str, Keys] = field(default_factory=dict)
    category: str = ""
    sheet: str = ""
    source: str = ""
    date_format: str = ""
    month_only: str = ""
    first_of_month_is_month: bool = False

    def keys_of(self, title: str) -> Keys | None:
        """Return the fields a title was given to, () for an ignored one, None for an unknown one."""
        wanted = fold(title)
        return next((k for t, k in self.columns.items() if fold(t) == wanted), None)

    def words_of(self, key: str) -> dict[str, str]:
        """Return the value aliases of a field, by folded word."""
        return {folded(word): value for word, value in self.values.get(key, {}).items()}

    def check(self, known: Iterable[str], path: Path | None = None) -> None:
        """Raise BadMapping when an entry names a field that ``known`` does not have."""
        fields = set(known)
        for table, key in self._named():
            if key.partition(".")[0] not in fields:
                raise _bad(
                    path, key, _("[{table}] 中的 “{key}” 不是已有字段").format(table=table, key=key)
                )

    def _named(self) -> Iterator[tuple[str, str]]:
        for keys in self.columns.values():
            yield from (("columns", key) for key in keys)
        for table in ("constants", "units", "values"):
            yield from ((table, key) for key in getattr(self, table))


def fingerprint(titles: Iterable[str]) -> str:
    """Return a short hash of the titles of a sheet, blind to their order, width and blanks."""
    left_out = {"", bare(reason_title())}
    words = sorted({fold(t) for t in titles} - left_out)
    return sha256("\x1f".join(words).encode()).hexdigest()[:16]


def load(path: Path, declaration: Declaration | None = None) -> Mapping:
    """Read a mapping file; raise BadMapping naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except OSError:
        raise BadMapping(_("打不开对应关系文件 “{name}”").format(name=path.name)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = _("对应关系文件 “{name}” 写法有误：{error}")
        raise BadMapping(message.format(name=path.name, error=_in_chinese(str(error)))) from None
    found = _mapping(path, data)
    if declaration is not None:
        found.check([f.key for f in declaration.fields], path)
    return found


def dumps(mapping: Mapping) -> str:
    """Write a mapping as TOML that ``load`` reads back."""
    lines = [
        f"{word} = {_quoted(getattr(mapping, word))}" for word in _WORDS if getattr(mapping, word)
    ]
    lines += [f"{flag} = true" for flag in _FLAGS if getattr(mapping, flag)]
    lines += _table(
        "columns", {t: k[0] if len(k) == 1 else list(k) for t, k in mapping.columns.items()}
    )
    lines += _table("constants", mapping.constants)
    lines += _table("units", mapping.units)
    for key, words in mapping.values.items():
        lines += _table(f"values.{_quoted(key)}", words)
    lines += _table("where", {title: list(texts) for title, texts in mapping.where.items()})
    return "\n".join(lines) + "\n"


def remember(folder: Path, titles: Iterable[str], mapping: Mapping) -> Path:
    """Keep a mapping for sheets with these titles; returns the file written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{mapping.category or 'sheet'}-{fingerprint(titles)}.toml"
    path.write_text(dumps(mapping), encoding="utf-8")
    return path


def recall(folder: Path, category: str, titles: Iterable[str]) -> Mapping | None:
    """Return the mapping remembered for sheets with these titles."""
    path = folder / f"{category or 'sheet'}-{fingerprint(titles)}.toml"
    return load(path) if path.is_file() else None


def _mapping(path: Path, data: dict[str, Any]) -> Mapping:
    for name, value in data.items():
        fits = (
            isinstance(value, dict) if name in _TABLES
            else isinstance(value, str) if name in _WORDS
            else isinstance(value, bool) and name in _FLAGS
        )  # fmt: skip
        if not fits:
            raise _bad(path, name, _("“{name}” 不是可用的项，或写法不对").format(name=name))
    if data.get("month_only", "") not in MONTH_ONLY:
        raise _bad(path, "month_only", _("month_only 只能是 first 或 last"))
    ready = dict(data)
    ready["columns"] = {t: _keys(path, t, k) for t, k in data.get("columns", {}).items()}
    ready["where"] = {t: _keys(path, t, k) for t, k in data.get("where", {}).items()}
    ready["constants"] = _texts(path, data.get("constants", {}))
    ready["units"] = _units(path, data.get("units", {}))
    ready["values"] = {k: _texts(path, words) for k, words in data.get("values", {}).items()}
    return Mapping(**ready)


def _keys(path: Path, title: str, given: Any) -> Keys:
    given = [given] if isinstance(given, str) else given
    if not isinstance(given, list) or not all(isinstance(k, str) for k in given):
        raise _bad(path, title, _("“{title}” 后面应为引号中的文字").format(title=title))
    return tuple(k for k in given if k)


def _texts(path: Path, given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise _bad(path, str(given), _("“{value}” 应为一组 词 = 值").format(value=given))
    for word, value in given.items():
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise _bad(path, word, _("“{word}” 后面应为引号中的文字").format(word=word))
    return {word: str(value) for word, value in given.items()}


def _units(path: Path, given: dict[str, Any]) -> dict[str, str]:
    for key, unit in _texts(path, given).items():
        if quantities.known(unit) is None:
            raise _bad(path, key, _("不认识单位 “{unit}”").format(unit=unit))
    return _texts(path, given)


def _bad(path: Path | None, word: str, text: str) -> BadMapping:
    if path is None:
        return BadMapping(_("对应关系有误：{text}").format(text=text))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    number = next((n for n, line in enumerate(lines, 1) if word in line), 1)
    message = _("对应关系文件 “{name}” 第 {line} 行：{text}")
    return BadMapping(message.format(name=path.name, line=number, text=text))


def _in_chinese(error: str) -> str:
    return (
        error.replace("(at line ", _("（第 "))
        .replace(", column ", _(" 行，第 "))
        .replace(")", _(" 列）"))
    )


def _table(name: str, entries: dict[str, Any]) -> list[str]:
    if not entries:
        return []
    return ["", f"[{name}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in entries.items())]


def _quoted(value: object) -> str:
    """Write a text or a list of texts as TOML, whose strings are JSON's but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
