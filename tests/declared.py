"""The shipped data with one declaration changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from equipinspect import RESOURCES


def changed(folder: Path, kind: str, head: str) -> Path:
    """Copy the shipped data; ``head`` is put before the declaration of ``kind``. Return the copy."""
    folder.mkdir()
    for each in RESOURCES.iterdir():
        if each.name != "records":
            (folder / each.name).symlink_to(each)
    shutil.copytree(RESOURCES / "records", folder / "records")
    path = folder / "records" / f"{kind}.toml"
    path.write_text(head + "\n" + path.read_text("utf-8"), "utf-8")
    return folder
