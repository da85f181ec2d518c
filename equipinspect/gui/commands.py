"""What can be done by name: the commands of a page and of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A verb, its keys ("" for none), and what it does."""

    words: str
    keys: str
    run: Callable[[], object]
