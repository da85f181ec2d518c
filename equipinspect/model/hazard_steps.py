"""The steps a hazard may take, read from their rule file: from where to where, with whom and what."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

FILE = "hazard_steps.toml"


@dataclass(frozen=True)
class Step:
    """One step of the rule file; without ``target`` it leaves the state as it is."""

    key: str
    label: str
    sources: tuple[str, ...]
    target: str = ""
    needs: tuple[str, ...] = ()
    officers: int = 0
    major_officers: int = 0
    photo: str = ""
    major_photo: str = ""
    major_needs: tuple[str, ...] = ()
    enforces: str = ""

    def officers_for(self, level: str) -> int:
        """Return how many different officers must stand for the step."""
        return max(self.officers, self.major_officers if level == "major" else 0)

    def needs_for(self, level: str) -> tuple[str, ...]:
        """Return the material the step asks for."""
        return self.needs + (self.major_needs if level == "major" else ())

    def photo_for(self, level: str) -> str:
        """Return the role of the photo the step asks for, empty when none."""
        return self.photo or (self.major_photo if level == "major" else "")


@dataclass(frozen=True)
class Steps:
    """The rule file: steps by key, states that end a hazard, states that count as 已整改."""

    by_key: Mapping[str, Step]
    final: frozenset[str]
    rectified: frozenset[str]
    recheck_working_days: int
    enforcement_days: int
    look_back: Mapping[str, int]

    def following(self, state: str) -> list[Step]:
        """Return the steps that may follow a state, in the order of the rule file."""
        return [step for step in self.by_key.values() if state in step.sources]

    def overdue(self, state: str, deadline: str, on: date) -> bool:
        """Say whether the deadline has passed while the hazard is neither rectified, moved nor void."""
        done = state in self.final or state in self.rectified
        return bool(deadline) and not done and date.fromisoformat(deadline) < on


def load_steps(resources: Path) -> Steps:
    """Read the rule file; raise KeyError or TypeError when it is not of this program."""
    data = tomllib.loads((resources / "rules" / FILE).read_text(encoding="utf-8"))
    made = [_step(row) for row in data["step"]]
    return Steps(
        by_key={step.key: step for step in made},
        final=frozenset(data["final"]),
        rectified=frozenset(data["rectified"]),
        recheck_working_days=data["recheck_working_days"],
        enforcement_days=data["enforcement_days"],
        look_back=data["look_back"],
    )


def _step(row: Mapping[str, Any]) -> Step:
    renamed = {"from": "sources", "to": "target"}
    known = {f.name for f in fields(Step)}
    ready: dict[str, Any] = {
        renamed.get(k, k): tuple(v) if isinstance(v, list) else v for k, v in row.items()
    }
    if unknown := set(ready) - known:
        raise KeyError(f"{FILE}: {sorted(unknown)}")
    return Step(**ready)
