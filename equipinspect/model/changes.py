"""What an action changed, told to whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Changed:
    """The tables touched, the entities (when few) and the id of the action that did it."""

    tables: frozenset[str] = field(default_factory=frozenset)
    ids: tuple[int, ...] = ()
    action: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    def __or__(self, other: Changed) -> Changed:
        """Return both changes as one."""
        return Changed(
            self.tables | other.tables, self.ids + other.ids, other.action or self.action
        )
