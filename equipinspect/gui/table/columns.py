"""Which columns a list can show and shows at first, taken from the declaration."""

from __future__ import annotations

from dataclasses import dataclass

from equipinspect.gui.preferences import Preferences
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field
from equipinspect.model.text import _

DUE = "_due"
MARKS = "_marks"
_NUMERIC = ("integer", "decimal", "money")
_WIDTHS = {"ref": 170, "code": 170, "longtext": 200, "choice": 100, "date": 96, "due": 96}
_BREATHING, _CHARACTER, _WIDEST_HEAD = 16, 14, 120


@dataclass(frozen=True)
class Column:
    """One column: the field it shows, or what the program keeps beside the fields."""

    key: str
    label: str
    width: int
    right: bool = False
    sort: str = ""
    kind: str = "text"


def available(declaration: Declaration) -> list[Column]:
    """Return every column a list of this kind can show, in reading order."""
    fields = [f for f in declaration.fields if f.key != "category"]
    found = [
        Column(
            f.key,
            f.label,
            _width(f),
            f.kind in _NUMERIC,
            f.key,
            f.kind,
        )
        for f in fields
    ]
    if declaration.category:
        found.insert(_after_main(declaration, found), Column(DUE, _("期限"), 160, sort="_due_on"))
    return [*found, Column(MARKS, _("待核"), 88, sort="_marks")]


def _width(field: Field) -> int:
    """Return the declared width, or one that shows the words of the head where those are short."""
    given = field.width or _WIDTHS.get(field.kind, 110)
    words = len(field.label) * _CHARACTER + _BREATHING
    return max(given, words) if words <= _WIDEST_HEAD else given


def _after_main(declaration: Declaration, found: list[Column]) -> int:
    main = next((s for s in declaration.streams if s.main), None)
    keys = [c.key for c in found]
    return keys.index(main.next) + 1 if main and main.next in keys else len(found)


def usual(declaration: Declaration) -> list[str]:
    """Return the keys of the columns shown before a person chose any, in their declared order."""
    listed = sorted((f for f in declaration.fields if f.listed), key=lambda f: f.listed)
    keys = [f.key for f in listed] or [f.key for f in declaration.fields[:6]]
    if not declaration.category:
        return keys
    main = next((s for s in declaration.streams if s.main), None)
    place = keys.index(main.next) + 1 if main and main.next in keys else len(keys)
    return [*keys[:place], DUE, *keys[place:]]


@dataclass
class Layout:
    """The columns of one kind of list as this person left them."""

    declaration: Declaration
    preferences: Preferences

    @property
    def _key(self) -> str:
        return f"list.{self.declaration.key}"

    def columns(self) -> list[Column]:
        """Return the shown columns in order, with the widths this person gave them."""
        known = {c.key: c for c in available(self.declaration)}
        saved = self.preferences.get(self._key, {})
        keys = [k for k in saved.get("columns", ()) if k in known] or usual(self.declaration)
        widths = saved.get("widths", {})
        return [_wide(known[k], widths.get(k)) for k in keys if k in known]

    def choose(self, keys: list[str]) -> None:
        """Remember which columns are shown, in which order."""
        self._put("columns", keys)

    def widen(self, key: str, width: int) -> None:
        """Remember the width of one column, in design pixels."""
        saved = self.preferences.get(self._key, {})
        self._put("widths", {**saved.get("widths", {}), key: width})

    def sorting(self) -> tuple[str, bool]:
        """Return by which column the list was last sorted, and whether downwards."""
        usual = (
            "_due_on" if self.declaration.category else "",
            False,
        )  # what is overdue comes first
        key, down = self.preferences.get(self._key, {}).get("sort", usual)
        return str(key), bool(down)

    def sort(self, key: str, descending: bool) -> None:
        """Remember the sorting."""
        self._put("sort", [key, descending])

    def _put(self, name: str, value: object) -> None:
        saved = self.preferences.get(self._key, {})
        self.preferences.put(self._key, {**saved, name: value})


def _wide(column: Column, width: int | None) -> Column:
    if not width:
        return column
    return Column(column.key, column.label, width, column.right, column.sort, column.kind)
