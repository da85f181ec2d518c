"""What a list is narrowed to: saved states, conditions on columns, typed text; and its own filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from equipinspect.app.lists import STATE, Filter, Query
from equipinspect.gui.preferences import Preferences


@dataclass
class Filters:
    """The conditions in force on one kind of list."""

    kind: str
    states: list[str] = field(default_factory=list)
    columns: dict[str, list[Filter]] = field(default_factory=dict)
    text: str = ""
    titles: dict[str, str] = field(default_factory=dict)  # of the records that conditions name
    picked: tuple[Filter, ...] = ()  # the rows behind a number of another page
    picked_words: str = ""

    def query(self, sort: str = "", descending: bool = False) -> Query:
        """Return the conditions as one query."""
        found = [Filter("", STATE, s) for s in self.states]
        for own in self.columns.values():
            found += own
        found += self.picked
        return Query(self.kind, tuple(found), self.text, sort, descending)

    def toggle(self, state: str) -> None:
        """Switch a saved state on or off."""
        if state in self.states:
            self.states.remove(state)
        else:
            self.states.append(state)

    def narrow(self, key: str, filters: list[Filter]) -> None:
        """Set the conditions on one column; none takes them away."""
        self.columns.pop(key, None)
        if filters:
            self.columns[key] = filters

    def is_narrow(self) -> bool:
        """Say whether anything is filtered."""
        return bool(self.states or self.columns or self.text or self.picked)

    def plain(self) -> dict[str, Any]:
        """Return the conditions as plain JSON."""
        columns = {k: [[f.op, f.value] for f in v] for k, v in self.columns.items()}
        return {
            "states": self.states,
            "columns": columns,
            "text": self.text,
            "titles": self.titles,
            "picked": [[f.key, f.op, f.value] for f in self.picked],
            "picked_words": self.picked_words,
        }


def behind(query: Query, words: str) -> Filters:
    """Return the conditions that list the rows behind a number, under the words of that number."""
    return Filters(query.kind, picked=query.filters, picked_words=words)


def from_plain(kind: str, data: dict[str, Any]) -> Filters:
    """Return conditions from what `Filters.plain` gave."""
    columns = {k: [Filter(k, op, value) for op, value in v] for k, v in data["columns"].items()}
    picked = tuple(Filter(*each) for each in data.get("picked", ()))
    titles, words = dict(data.get("titles", {})), str(data.get("picked_words", ""))
    return Filters(kind, list(data["states"]), columns, str(data["text"]), titles, picked, words)


@dataclass
class OwnFilters:
    """The filters a person saved under names of their own, per kind of list."""

    preferences: Preferences

    def names(self, kind: str) -> list[str]:
        """Return the names in the order they were saved."""
        return list(self.preferences.get(f"filters.{kind}", {}))

    def get(self, kind: str, name: str) -> Filters:
        """Return a saved filter."""
        return from_plain(kind, self.preferences.get(f"filters.{kind}", {})[name])

    def put(self, name: str, filters: Filters) -> None:
        """Save the conditions under a name."""
        key = f"filters.{filters.kind}"
        self.preferences.put(key, {**self.preferences.get(key, {}), name: filters.plain()})

    def remove(self, kind: str, name: str) -> None:
        """Forget a saved filter."""
        key = f"filters.{kind}"
        kept = {k: v for k, v in self.preferences.get(key, {}).items() if k != name}
        self.preferences.put(key, kept)
