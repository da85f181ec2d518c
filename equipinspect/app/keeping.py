"""Says where a register's own backups lie, and keeps one before its tables change."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from equipinspect.app.session import never, silent
from equipinspect.store import copies
from equipinspect.store.register import Register

BACKUPS = "backups"
SUFFIX = ".eqb"


def backups_folder(home: Path, register: Register) -> Path:
    """Return the folder of a register's own backups, in the user's data folder."""
    return home / BACKUPS / (register.local("uid") or "none")


def keep_before_update(register: Register, home: Path, moment: datetime) -> None:
    """Keep a backup of a register whose tables are about to be brought up to this program."""
    name = f"{moment:%Y-%m-%d-%H%M%S}-before-update{SUFFIX}"
    copies.copy(register, backups_folder(home, register) / name, silent, never)
