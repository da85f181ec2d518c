"""Reads the invented names, streets, firms and works that the demo is made of."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Toml = dict[str, Any]


@dataclass(frozen=True)
class Stock:
    """The files of ``resources/demo``."""

    places: Toml
    names: Toml
    firms: Toml
    works: Toml
    hazards: Toml


def load_stock(resources: Path) -> Stock:
    """Read ``demo/*.toml``."""
    return Stock(*(_read(resources / "demo" / f"{n}.toml") for n in Stock.__dataclass_fields__))


def _read(path: Path) -> Toml:
    return tomllib.loads(path.read_text(encoding="utf-8"))
