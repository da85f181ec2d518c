"""The clocks of an equipment: what a declaration says of one, and the fields each clock brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Toml = dict[str, Any]


@dataclass(frozen=True)
class Stream:
    """One clock of an equipment: last done, next due, postponed to, and the rule behind it."""

    key: str
    label: str
    rule: str = ""
    main: bool = False
    reported: bool = False

    @property
    def last(self) -> str:
        """Key of the field with the day it was last done."""
        return f"{self.key}_last"

    @property
    def next(self) -> str:
        """Key of the field with the month or day it is next due."""
        return f"{self.key}_next"

    @property
    def postponed(self) -> str:
        """Key of the field with an approved postponement."""
        return f"{self.key}_postponed_to"


def stream(data: Toml) -> Stream:
    """Return one ``[[stream]]`` of a declaration file."""
    return Stream(
        data["key"],
        data["label"],
        data.get("rule", ""),
        data.get("main", False),
        data.get("reported", False),
    )


def rows(data: Toml) -> list[Toml]:
    """Return the fields a ``[[stream]]`` stands for: last, next, postponed to, and those of its report."""
    key, label, section = data["key"], data["label"], data.get("section", "inspection")
    due_label = data.get("next_label", f"下次{label}日期")
    found: list[Toml] = [
        {"key": f"{key}_last", "label": data.get("last_label", f"{label}日期"), "kind": "due",
         "aliases": data.get("last_aliases", ()), "absent": True, "need": data.get("need_last", "o")},
        {"key": f"{key}_next", "label": due_label, "kind": "due", "absent": True,
         "aliases": data.get("next_aliases", ()), "need": data.get("need_next", "r"),
         "listed": data.get("next_listed", 0), "certificate": data.get("next_certificate", 0)},
        {"key": f"{key}_postponed_to", "label": f"{label}延期至", "kind": "due",
         "aliases": data.get("postponed_aliases", ())},
    ]  # fmt: skip
    if data.get("reported"):
        found += [
            {"key": f"{key}_kind", "label": data.get("kind_label", f"{label}类别"),
             "kind": "choice" if data.get("kinds") else "text", "options": data.get("kinds", ()),
             "open_choice": True, "aliases": data.get("kind_aliases", ())},
            {"key": f"{key}_conclusion", "label": data.get("conclusion_label", f"{label}结论"),
             "kind": "choice", "options": data.get("conclusions", ()), "open_choice": True,
             "aliases": data.get("conclusion_aliases", ())},
            {"key": f"{key}_report_no", "label": data.get("report_label", f"{label}报告编号"),
             "kind": "text", "aliases": data.get("report_aliases", ())},
            {"key": f"{key}_by", "label": data.get("by_label", f"{label}机构"), "kind": "text",
             "aliases": data.get("by_aliases", ()), "absent": True},
        ]  # fmt: skip
    return [{"section": section, **row} for row in found]
