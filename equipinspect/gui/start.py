"""Starts the window: loads what knows nothing of Qt before Qt, and the window after both.

Qt for Python looks through the source of every module that is imported after it, which costs a
fifth of a millisecond each.
"""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path
from typing import Any

from equipinspect.app import entering, lists

BEFORE_QT = (entering, lists)


def run(path: Path | None, home: Path, screenshot: Path | None = None) -> int:
    """Show the window until it is closed; with ``screenshot`` write its picture and end.

    Raise UserError where there is no desktop to show it on and no picture is wanted either.
    """
    status: int = application().run(path, home, screenshot)
    return status


def application() -> Any:
    """Return the module of the running window.

    Nothing of what is being loaded can be garbage; afterwards the window collects it (`jobs`).
    """
    gc.disable()
    return import_module("equipinspect.gui.application")
