"""The first usable window beside a bare window of the same size, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from equipinspect.bench.measure import Case, Timing
from equipinspect.bench.workshop import Workshop

PATIENCE = 120  # seconds until a window that hangs is given up


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield the one case of this group; a first run warms the disk and makes the backup of the day."""
    qt = find_spec("PySide6")
    ours = qt and find_spec("equipinspect.gui.application")
    register = str(shop.big.path)
    home = str(shop.place.home)

    def program() -> Timing:
        return _child(register, home)

    if ours:
        shop.say("opening the window once, not measured")
        program()
    yield Case("start", "first usable window", "bare PySide6 window", program if ours else None,
               _child if qt else None, _shown)  # fmt: skip


def _child(*arguments: str) -> Timing:
    """Run one window in a fresh interpreter; its own CPU time, from its first instruction."""
    surroundings = {"QT_QPA_PLATFORM": "offscreen", **os.environ} | {"PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "equipinspect.bench.window", *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=surroundings, check=True, timeout=PATIENCE
        )
        seconds, peak = map(float, done.stdout.split()[-2:])
    except (subprocess.SubprocessError, ValueError):
        return Timing(0, False)
    return Timing(seconds * 1000, seconds > 0, peak)


def _shown(mine: object, theirs: object) -> bool:
    return mine is True and theirs in (True, None)
