"""Kinds of value, each defined once: how it is read, shown, checked and stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from unicodedata import normalize

from equipinspect.model import codes, dates
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


class Absent(NamedTuple):
    """A value that is not there for a stated reason: “—”, “设计规定不实施定期检验”."""

    reason: str


Value = str | int | Absent | None
Parse = Callable[["Field", str], "str | int"]
Show = Callable[["Field", "str | int"], str]

ABSENT_WORDS = frozenset(
    {"—", "——", "-", "--", "/", "／", "无", "设计规定不实施定期检验", "不实施监检", "不适用"}
)
DASHES = frozenset({"—", "——", "-", "--", "/", "／"})
LIST_MARK = "、"
DIGITS = 16  # a longer number is a code, or a slip
NORMALISED = frozenset(
    {"device_code", "old_reg_code", "reg_no", "credit_code", "id_card", "rescue_code"}
)
_LIST_MARKS = re.compile(r"[、,，;；/|\n]+")
_UNSAVED = re.compile("[\x00\ud800-\udfff]")
_YES = frozenset({"是", "1", "有", "√", "true", "yes", "y", "已入网", "1.0"})
_NO = frozenset({"否", "0", "无", "×", "false", "no", "n", "未入网", "没有", "0.0"})


class Option(NamedTuple):
    """One allowed value of a choice, with the words people and ledgers use for it."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """How one kind of value is read from text, shown again and kept in a STRICT table."""

    name: str
    sql: str
    parse: Parse
    show: Show
    numeric: bool = False


def _text(_field: Field, text: str) -> str:
    return text


def _code(this: Field, text: str) -> str:
    return codes.normalise(text) if this.check in NORMALISED else text


def _number(this: Field, text: str) -> Decimal | None:
    """Read a number with its thousands and unit; None for anything else and for absurd sizes."""
    plain = normalize("NFKC", text).replace(",", "").replace(" ", "")
    plain = plain.removesuffix(this.unit) if this.unit else plain
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    sane = number.is_finite() and -DIGITS < number.adjusted() < DIGITS
    return number if sane else None


def _integer(this: Field, text: str) -> int:
    number = _number(this, text)
    if number is None or number != int(number):
        raise ValueError(_("无法识别 “{text}”，应为整数").format(text=text))
    return int(number)


def decimal_text(number: Decimal) -> str:
    """Write a decimal without exponent and without needless zeros: 1.60 → 1.6, 1E+3 → 1000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(this: Field, text: str) -> str:
    number = _number(this, text)
    if number is None:
        raise ValueError(_("无法识别 “{text}”，应为数字").format(text=text))
    return decimal_text(number) if number else "0"


def _dated(read: Callable[[str], str], wanted: str) -> Parse:
    def parse(_field: Field, text: str) -> str:
        try:
            return read(text)
        except ValueError:
            raise ValueError(
                _("无法识别 “{text}”，{wanted}").format(text=text, wanted=wanted)
            ) from None

    return parse


def _yes_no(_field: Field, text: str) -> int:
    word = text.strip().lower()
    if word in _YES:
        return 1
    if word in _NO:
        return 0
    raise ValueError(_("无法识别 “{text}”，请填 是 或 否").format(text=text))


def _choice(this: Field, text: str) -> str:
    value = this.words.get(folded(text))
    if value is None:
        known = LIST_MARK.join(o.label for o in this.options[:12])
        raise ValueError(_("“{text}” 不在可选值中（{known}）").format(text=text, known=known))
    return value


def _choices(this: Field, text: str) -> str:
    chosen = {_choice(this, part.strip()) for part in _LIST_MARKS.split(text) if part.strip()}
    return LIST_MARK.join(o.value for o in this.options if o.value in chosen)


def _ref(_field: Field, text: str) -> int:
    try:
        return parse_id(text)
    except UserError as error:
        raise ValueError(str(error).rstrip("。")) from None


def _show_choice(this: Field, value: str | int) -> str:
    return this.labels.get(str(value), str(value))


def _show_choices(this: Field, value: str | int) -> str:
    return LIST_MARK.join(_show_choice(this, v) for v in str(value).split(LIST_MARK))


def _plain(_field: Field, value: str | int) -> str:
    return str(value)


def folded(text: str) -> str:
    """Fold width, case and blanks, so that ledger words compare equal."""
    return "".join(normalize("NFKC", text).split()).lower()


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("text", "TEXT", _text, _plain),
        Kind("longtext", "TEXT", _text, _plain),
        Kind("code", "TEXT", _code, lambda _f, v: codes.grouped(str(v))),
        Kind("integer", "ANY", _integer, _plain, numeric=True),
        Kind("decimal", "TEXT", _decimal, _plain, numeric=True),
        Kind("money", "TEXT", _decimal, _plain, numeric=True),
        Kind("month", "TEXT", _dated(dates.read_month, "应为年月，如 2025-04"), _plain),
        Kind("date", "TEXT", _dated(dates.read_day, "应为年月日，如 2025-04-09"), _plain),
        Kind("due", "TEXT", _dated(dates.read_due, "应为年月或年月日，如 2025-04"), _plain),
        Kind("yes_no", "ANY", _yes_no, lambda _f, v: "是" if v in (1, "1") else "否"),
        Kind("choice", "TEXT", _choice, _show_choice),
        Kind("choices", "TEXT", _choices, _show_choices),
        Kind("ref", "ANY", _ref, lambda _f, v: show_id(int(v))),
    )
}


@dataclass(frozen=True)
class Field:
    """One field of a declaration; the source of its column, editor, header, check and print line."""

    key: str
    label: str
    kind: str = "text"
    unit: str = ""
    need: str = "o"
    options: tuple[Option, ...] = ()
    aliases: tuple[str, ...] = ()
    help: str = ""
    section: str = ""
    group: str = ""
    merge: str = "latest"
    minimum: str = ""
    maximum: str = ""
    pattern: str = ""
    refers: str = ""
    column: bool = True
    absent: bool = False
    search: str = ""
    listed: int = 0
    width: int = 0
    certificate: int = 0
    masked: bool = False
    check: str = ""
    open_choice: bool = False
    former: str = ""  # the field that keeps the values this one had: its own record's, or ref.field
    expires: bool = False  # the last day of a card, a licence or a filing: listed when it is near
    spec: str = ""
    entered: bool = True  # false: the program links it, no sheet or person writes it
    words: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    labels: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for option in self.options:
            self.labels[option.value] = option.label
            for word in (option.value, option.label, *option.aliases):
                self.words.setdefault(folded(word), option.value)

    @property
    def caption(self) -> str:
        """The label with its unit, as forms, sheets and certificates print it."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def names(self) -> tuple[str, ...]:
        """Every word a person may name the field by."""
        return (self.key, self.label, self.caption, *self.aliases)

    def parse(self, text: str) -> Value:
        """Read what a person or a sheet wrote; empty gives None, a problem a ValueError in Chinese."""
        text = text.strip()
        if not text:
            return None
        if _UNSAVED.search(text):
            raise ValueError(_("“{text}” 里有无法保存的字符").format(text=_UNSAVED.sub("�", text)))
        if self.absent and text in ABSENT_WORDS:
            return Absent(text)
        if text in DASHES:
            return None
        if self.open_choice:
            return self.words.get(folded(text), text)
        return KINDS[self.kind].parse(self, text)

    def show(self, value: Value) -> str:
        """Write a stored value for people: labels of choices, codes in groups."""
        if value is None:
            return ""
        if isinstance(value, Absent):
            return value.reason
        if self.masked:
            return codes.masked(str(value))
        return KINDS[self.kind].show(self, value)

    def plain(self, value: Value) -> str:
        """Write a stored value for sheets and the clipboard: codes without blanks."""
        if self.kind == "code" and isinstance(value, str):
            return codes.masked(value) if self.masked else value
        return self.show(value)

    def marks(self, value: Value) -> list[str]:
        """Return what looks odd about a value that may still be saved, a sentence each."""
        if value is None or isinstance(value, Absent):
            return []
        found = [self._range(str(value))] if KINDS[self.kind].numeric else []
        if self.pattern and not re.fullmatch(self.pattern, str(value)):
            found.append(_("{label}：“{value}” 的格式少见").format(label=self.label, value=value))
        if self.check:
            found.append(codes.CHECKS[self.check](str(value)))
        return [text for text in found if text]

    def _range(self, value: str) -> str | None:
        number = Decimal(value)
        low = self.minimum and number < Decimal(self.minimum)
        high = self.maximum and number > Decimal(self.maximum)
        if not (low or high):
            return None
        span = f"{self.minimum or '…'}–{self.maximum or '…'}"
        return _("{label}：{value} 不在常见范围 {span}{unit}").format(
            label=self.label, value=value, span=span, unit=self.unit
        )
