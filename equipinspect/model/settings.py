"""Every setting the office can change: its words, kind, default and help, read from one file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from equipinspect.model.declarations import Declaration
from equipinspect.model.declarations import settings_form as form
from equipinspect.model.fields import Field


class Settings:
    """The shipped settings with their defaults, in the order of the settings page."""

    def __init__(self, declaration: Declaration, defaults: dict[str, str]) -> None:
        self.declaration = declaration
        self._defaults = defaults

    def __iter__(self) -> Iterator[Field]:
        return iter(self.declaration.fields)

    def values(self) -> dict[str, str]:
        """Return the defaults by key."""
        return dict(self._defaults)


def load_settings(resources: Path) -> Settings:
    """Read ``settings.toml``; raise DeclarationError on a wrong entry."""
    data = tomllib.loads((resources / "settings.toml").read_text(encoding="utf-8"))
    defaults = {entry["key"]: str(entry.get("default", "")) for entry in data.get("setting", ())}
    return Settings(form(data), defaults)
