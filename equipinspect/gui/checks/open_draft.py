"""The draft a page works on: what is done to it is asked in order, and only the last answer is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from equipinspect.app import visit_desk
from equipinspect.app.drafts import Recheck
from equipinspect.app.visit_desk import View
from equipinspect.app.visits import Wanted
from equipinspect.gui.desk import Desk
from equipinspect.model.fields import Value
from equipinspect.model.text import _

PROOFS = "*.jpg *.jpeg *.png *.pdf *.mp4 *.mov *.3gp *.m4a *.mp3 *.wav *.amr"
PICTURES = "*.jpg *.jpeg *.png"


class OpenDraft(QWidget):
    """Saves every change of a draft at once; who shows it takes each view in ``show_view``."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.name = ""  # of the draft that is open
        self.view: View | None = None
        self._asked = 0  # only the answer to what was asked last is shown

    def show_view(self, view: View) -> None:
        """Take a draft as it stands now."""
        self.name, self.view = view.page.draft.id, view

    def ask(self, function: Callable[..., View], *arguments: Any) -> None:
        """Do something to a draft and show it as it stands then."""
        self._asked += 1
        number = self._asked
        job = self._desk.watched(self._desk.jobs.run(function, *arguments))
        job.done.connect(lambda view: self.show_view(view) if number == self._asked else None)
        job.refused.connect(lambda _error: self._read_again(number))

    def _read_again(self, number: int) -> None:
        """Show the draft as it stands after a refusal; answers that came before were passed over."""
        if self.view is not None and self.name and number == self._asked:
            self.ask(visit_desk.view, self.name, self.view.part)

    def begin(self, wanted: Wanted) -> None:
        """Begin a visit."""
        self.ask(visit_desk.begun, wanted)

    def take_up(self, name: str) -> None:
        """Go on with a draft that a person chose."""
        self.ask(visit_desk.taken_up, name)

    def begin_recheck(self, check: int) -> None:
        """Begin the recheck of a signed visit."""
        self.ask(visit_desk.begun_again, check)

    def prove(self) -> None:
        """Add evidence of a refusal to sign."""
        kinds = _("照片、录音、录像 ({kinds})").format(kinds=PROOFS)
        path = self._desk.messages.open_file(_("拒绝签名的证据"), kinds)
        if path is not None:
            self.ask(visit_desk.proved, self.name, path)

    def submit(self) -> None:
        """Hand the draft to the supervisor before it is signed."""
        if self.name:
            self.ask(visit_desk.submitted, self.name)

    def send_back(self) -> None:
        """Send the draft back with a note, as a supervisor."""
        note = self._desk.messages.text(_("退回意见：请写明要改什么")) if self.name else None
        if note is not None:
            self.ask(visit_desk.sent_back, self.name, note)

    def write(self, values: Mapping[str, Value]) -> None:
        """Write boxes of the visit itself."""
        if self.name:
            self.ask(visit_desk.written, self.name, dict(values))

    def recheck(self, hazard: str, found: Recheck) -> None:
        """Write what a recheck found of one hazard."""
        self.ask(visit_desk.rechecked, self.name, hazard, found)

    def photograph_recheck(self, hazard: str) -> None:
        """Add a photo of a hazard after its rectification."""
        kinds = _("照片 ({kinds})").format(kinds=PICTURES)
        path = self._desk.messages.open_file(_("整改后的照片"), kinds)
        if path is not None:
            self.ask(visit_desk.recheck_photographed, self.name, hazard, path)
