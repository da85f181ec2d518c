"""Knows which field a column title means: exactly through labels and aliases, else by likeness."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from rapidfuzz import fuzz, process

from equipinspect.exchange import quantities
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field
from equipinspect.model.text import _

Referred = Mapping[str, Declaration]  # by record key: what ref fields point to

KIND_TITLES = frozenset({"设备种类", "种类", "设备大类", "特种设备种类", "设备种类名称"})
SERIAL_TITLES = frozenset({"序号", "编号顺序", "行号", "no", "no."})
_UNIT_CODE = "credit_code"
LIKELY = 60  # below this a suggestion would be noise
_HINT_PENALTY = 5
_TRIED = 20
_BRACKETS = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]")
_INSIDE = re.compile(r"[(\[【〔<]([^)\]】〕>]*)[)\]】〕>]")
_MARKS = re.compile(r"[\s*★☆※#:_/、]+|(?<!\d)\d{1,2}[.)](?!\d)")
_UNIT_TAIL = re.compile(r"[/,]([a-zA-Z0-9/°℃²³]+)$")


@dataclass(frozen=True)
class Guess:
    """What a title may mean, 0–100 sure."""

    key: str
    score: int


def reason_title() -> str:
    """The title of the column that says why a row came back; never read again."""
    return _("退回原因")


def fold(title: str) -> str:
    """Fold width and case, drop blanks, line ends, asterisks and numbering; keep brackets."""
    return _MARKS.sub("", normalize("NFKC", title)).lower()


def bare(title: str) -> str:
    """The folded title without its brackets: 额定载重量（kg）* → 额定载重量."""
    return fold(_BRACKETS.sub("", _UNIT_TAIL.sub("", normalize("NFKC", title))))


def unit_of(title: str) -> str:
    """The unit a title names in brackets or after a slash, "" when it names none."""
    plain = normalize("NFKC", title)
    tail = _UNIT_TAIL.search(plain)
    named = [*_INSIDE.findall(plain), *([tail[1]] if tail else [])]
    found = (quantities.known(n.removeprefix(_("单位")).lstrip(":")) for n in named)
    return next((unit for unit in found if unit), "")


class Titles:
    """The words of one declaration and of the units its columns may describe."""

    def __init__(self, declaration: Declaration, referred: Referred | None = None) -> None:
        self._declaration = declaration
        self._entered = [field for field in declaration.fields if field.entered]
        self._referred = referred or {}
        self._words: dict[str, str] = {}
        for level in (self._labels(), self._aliases(), self._companions()):
            self._learn(level)

    def exact(self, title: str) -> str | None:
        """Return the field key a title names without doubt."""
        plain = bare(title)
        for form in (fold(title), plain, plain.removesuffix(_("名称"))):
            if self._words.get(form):
                return self._words[form]
        return None

    def alike(self, title: str, taken: Collection[str] = ()) -> Guess | None:
        """Return the likeliest field not yet ``taken`` for a title nobody declared, to be asked."""
        plain = bare(title)
        if not plain or plain in SERIAL_TITLES:
            return None
        hint = self._hints.get(plain)
        if hint and hint not in taken:
            return Guess(hint, 100 - _HINT_PENALTY)
        found = process.extract(
            plain, self._choices, scorer=fuzz.ratio, score_cutoff=LIKELY, limit=_TRIED
        )
        guesses = (Guess(self._likely[word], round(score)) for word, score, _index in found)
        return next((g for g in guesses if g.key not in taken), None)

    def several(self, title: str) -> list[str]:
        """Return the whole-number fields that a title lists: 层/站/门, 层站门."""
        plain = _BRACKETS.sub("", normalize("NFKC", title)).strip("*: ")
        words = plain.split("/") if "/" in plain else list(plain)
        keys = [self.exact(word) or "" for word in words]
        distinct = len(keys) == len(set(keys)) > 1
        return keys if distinct and all(map(self.is_whole_number, keys)) else []

    def is_whole_number(self, key: str) -> bool:
        """Say whether a field holds a whole number."""
        field = self.field(key)
        return field is not None and field.kind == "integer"

    def unit_code(self, title: str) -> str:
        """Return the code field of a unit when a title is nothing but its name."""
        hint = self._hints.get(bare(title), "")
        field = self.field(hint)
        return field.key if field and field.check == _UNIT_CODE else ""

    def names_unit(self, key: str) -> bool:
        """Say whether a column names a unit that has a credit code."""
        field = self.field(key)
        target = self._referred.get(field.refers) if field and field.key == key else None
        return bool(target and any(f.check == _UNIT_CODE for f in target.fields))

    @property
    def name(self) -> str:
        """What a person calls the kind of record."""
        return self._declaration.label

    @property
    def others(self) -> list[Declaration]:
        """The categories whose equipment has no place in this one.

        Their catalogue codes begin with another digit: a cylinder (23…) is a pressure vessel (2…).
        """
        own = self._declaration.code[:1]
        known = self._referred.values()
        return [d for d in known if own and d.category and d.code and d.code[:1] != own]

    def is_ref(self, title: str) -> bool:
        """Say whether a title names a unit, whose columns may stand below it."""
        key = self.exact(title)
        return bool(key and self._declaration.has(key) and self._declaration.field(key).refers)

    def field(self, key: str) -> Field | None:
        """Return the field of a key, also of a unit's companion like user_unit.credit_code."""
        if self._declaration.has(key):
            return self._declaration.field(key)
        ref, _dot, own = key.partition(".")
        if not own or not self._declaration.has(ref):
            return None
        target = self._referred.get(self._declaration.field(ref).refers)
        return target.field(own) if target and target.has(own) else None

    def label(self, key: str) -> str:
        """Return what a person calls a key: 使用单位统一社会信用代码."""
        field = self.field(key)
        if field is None:
            return key
        ref = key.partition(".")[0]
        return field.label if ref == key else self._declaration.field(ref).label + field.label

    def _learn(self, level: Iterator[tuple[str, str]]) -> None:
        """Take up words not known from a surer level; a word of two fields names neither."""
        fresh: dict[str, str] = {}
        for word, key in level:
            for form in {fold(word), bare(word) if bare(word) not in KIND_TITLES else ""}:
                if form and form not in self._words:
                    fresh[form] = key if fresh.get(form, key) == key else ""
        self._words |= fresh

    def _labels(self) -> Iterator[tuple[str, str]]:
        for field in self._entered:
            yield field.label, field.key
            yield field.key, field.key

    def _aliases(self) -> Iterator[tuple[str, str]]:
        for field in self._entered:
            for alias in field.aliases:
                yield alias, field.key

    def _companions(self) -> Iterator[tuple[str, str]]:
        for ref, target in self._refs():
            heads = {ref.label, *ref.aliases} | {h.removesuffix(_("名称")) for h in ref.aliases}
            for own in target.fields:
                key = ref.key if own.key in target.title else f"{ref.key}.{own.key}"
                for word in (own.label, *own.aliases):
                    tail = word.removeprefix(_("单位"))
                    yield from ((head + part, key) for head in heads for part in {word, tail})
                yield key, key

    def _refs(self) -> Iterator[tuple[Field, Declaration]]:
        for field in self._entered:
            if field.refers in self._referred:
                yield field, self._referred[field.refers]

    @cached_property
    def _hints(self) -> dict[str, str]:
        """Words of a unit standing alone probably speak of the first unit of the record."""
        found: dict[str, str] = {}
        for ref, target in self._refs():
            for own in target.fields:
                key = ref.key if own.key in target.title else f"{ref.key}.{own.key}"
                for word in (own.label, *own.aliases):
                    found.setdefault(bare(word), key)
        return found

    @cached_property
    def _likely(self) -> dict[str, str]:
        return {word: key for word, key in self._words.items() if key and len(word) > 1}

    @cached_property
    def _choices(self) -> list[str]:
        return list(self._likely)
