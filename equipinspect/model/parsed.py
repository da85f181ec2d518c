"""Keeps the parsed declarations ready for the next start, for as long as their files stay as they are."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from equipinspect import __version__
from equipinspect.model import declarations, fields
from equipinspect.model.declarations import Declarations

SPOILED = (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError,
           TypeError, ValueError)  # fmt: skip


def load(resources: Path, kept: Path) -> Declarations:
    """Return the declarations as `declarations.load` does, from the file ``kept`` if that is current."""
    own = (declarations.__file__, fields.__file__)  # what reads the files decides, too
    data = [*declarations.files(resources, "records"), *declarations.files(resources, "categories")]
    now = seal([*data, *map(Path, own)])
    found = take(kept, now)
    if not isinstance(found, Declarations):
        found = declarations.load(resources)
        keep(kept, now, found)
    return found


def seal(files: Iterable[Path]) -> str:
    """Name the state of some files: path, size and time of each, as Python does for its own modules."""
    states = [(path, path.stat()) for path in files]
    return "\n".join([__version__, *(f"{p} {s.st_size} {s.st_mtime_ns}" for p, s in states)])


def take(kept: Path, seal: str) -> object:
    """Return what was kept under this seal; None when there is nothing, or something else.

    The file lies in the person's own data folder, beside the keys: whoever can write there can do
    more than spoil a list.
    """
    try:
        with kept.open("rb") as file:
            return pickle.load(file) if pickle.load(file) == seal else None
    except SPOILED:
        return None


def keep(kept: Path, seal: str, value: object) -> None:
    """Keep a value under its seal; where that cannot be written, the next start parses again.

    The draft bears the process number: two programs may start at one time.
    """
    fresh = kept.with_suffix(f".{os.getpid()}.new")
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            pickle.dump(seal, file)
            pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
        fresh.replace(kept)
