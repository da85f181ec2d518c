"""Which role may do what: read from ``roles.toml``, asked by action and by kind of record."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Roles:
    """The table of roles and actions.

    ``who`` names the roles of an action, ``others`` those of an action that is not listed, ``own``
    the actions that concern only the device itself, ``kinds`` to which records a role is limited.
    """

    who: Mapping[str, frozenset[str]]
    others: frozenset[str]
    own: frozenset[str]
    kinds: Mapping[str, frozenset[str] | None]

    def may(self, role: str, action: str) -> bool:
        """Say whether a role may start an action."""
        return role in self.who.get(action, self.others)

    def beyond(self, role: str, tables: Collection[str]) -> list[str]:
        """Return which of the tables an action wrote to are not for this role, in order."""
        allowed = self.kinds.get(role)
        return [] if allowed is None else sorted(set(tables) - allowed)


def load_roles(resources: Path) -> Roles:
    """Read ``roles.toml``."""
    data = tomllib.loads((resources / "roles.toml").read_text(encoding="utf-8"))
    actions = data["action"]
    return Roles(
        who={key: frozenset(each["who"]) for each in actions for key in each["keys"]},
        others=frozenset(data["others"]["who"]),
        own=frozenset(key for each in actions if each.get("own") for key in each["keys"]),
        kinds={
            each["key"]: frozenset(each["kinds"]) if "kinds" in each else None
            for each in data["role"]
        },
    )
