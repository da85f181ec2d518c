"""The list of pages: what stands on the rail, and from which module each page comes when first opened."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.model.text import _


class Page(Protocol):
    """What the window asks of a page, which is a widget too."""

    help: str

    def arrive(self, **what: Any) -> None:
        """Come to the page, for instance for one record."""

    def leave(self) -> bool:
        """Say whether the person may leave, after asking about unsaved words."""

    def commands(self) -> list[Command]:
        """Return what can be done on the page, by name."""


@dataclass(frozen=True)
class Entry:
    """One page: its key, words, icon; without words it is reached from others and stands `under` one."""

    key: str
    words: str = ""
    icon: str = ""
    at_foot: bool = False
    under: str = ""

    def make(self, desk: Desk) -> Page:
        """Build the page, importing what it needs only now."""
        return cast(Page, import_module(self.module).make(desk))

    @property
    def module(self) -> str:
        """The module that makes the page."""
        return f"equipinspect.gui.pages.{self.key}"


ENTRIES = (
    Entry("today", _("今日"), "today"),
    Entry("register", _("台账"), "register"),
    Entry("checks", _("检查"), "check"),
    Entry("hazards", _("隐患"), "hazard"),
    Entry("campaigns", _("专项"), "campaign"),
    Entry("importing", _("导入"), "import"),
    Entry("coverage", _("保险"), "insurance"),
    Entry("certificates", _("证书"), "certificate"),
    Entry("exchange", _("交换"), "exchange"),
    Entry("quality", _("核对"), "quality"),
    Entry("health", _("体检"), "health"),
    Entry("settings", _("设置"), "settings", at_foot=True),
    Entry("bulk", under="register"),
    Entry("paste", under="register"),
    Entry("export", under="register"),
    Entry("issue", under="certificates"),
    Entry("print_job", under="certificates"),
    Entry("first_start"),
)
