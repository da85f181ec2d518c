"""What every page needs at hand, passed to its constructor instead of looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QApplication

from equipinspect.app.entering import Place
from equipinspect.gui.jobs import Job, Jobs
from equipinspect.gui.look import Look
from equipinspect.gui.messages import Messages
from equipinspect.gui.preferences import Preferences
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declarations
from equipinspect.model.errors import UserError


def nowhere(_page: str, **_what: Any) -> None:
    """Go to no page (before a window is there)."""


def nothing(_text: str, *_rest: Any, **_how: bool) -> None:
    """Say nothing (before a window is there)."""


def _undressed(_scheme: str, _percent: int) -> None:
    """Wear nothing new (before a window is there)."""


@dataclass
class Desk:
    """Look, jobs, messages and preferences, with the ways to say something and to go elsewhere."""

    look: Look
    jobs: Jobs
    messages: Messages
    preferences: Preferences
    now: Callable[[], datetime]
    place: Place
    application: QApplication
    declarations: Declarations = field(default_factory=lambda: Declarations({}, ""))
    info: dict[str, Any] = field(default_factory=dict)
    go: Callable[..., None] = nowhere
    say: Callable[..., None] = nothing
    open_register: Callable[..., Any] = nowhere
    dress: Callable[[str, int], None] = _undressed

    def watched(self, job: Job) -> Job:
        """Show refusals and crashes of a job in the page's line, and return the job."""
        job.refused.connect(self._refused)
        job.crashed.connect(self.messages.crash)
        return job

    def _refused(self, error: UserError) -> None:
        self.say(str(error), warn=True)

    def tell_written(self, tables: set[str]) -> None:
        """Tell every page that an operation that returned something else wrote to these tables."""
        self.jobs.changed.emit(Changed(frozenset(tables)))
