"""What the window remembers for one person on this machine: columns, widths, sorting, palette."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Preferences:
    """Small JSON values by key, written to a file of the person's data folder at once."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._values: dict[str, Any] = _read(file)

    def get(self, key: str, default: Any = None) -> Any:
        """Return what was remembered under ``key``."""
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Remember ``value`` (plain JSON) under ``key``."""
        if self._values.get(key) == value:
            return
        self._values[key] = value
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self._file)


def _read(file: Path) -> dict[str, Any]:
    """Read the file; a missing or spoiled one only costs the remembered widths."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
