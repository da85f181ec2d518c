"""The settings page: every office setting, the rules to confirm, the certificate keys, the look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from equipinspect.app import preferences
from equipinspect.app.session import Session
from equipinspect.gui.commands import Command
from equipinspect.gui.desk import Desk
from equipinspect.gui.form.form import RecordForm
from equipinspect.gui.record.save_bar import SaveBar
from equipinspect.gui.settings.keys import KeysView
from equipinspect.gui.widgets.notice import Notice
from equipinspect.gui.widgets.page_head import PageHead
from equipinspect.gui.widgets.scrolled import scrolled
from equipinspect.gui.widgets.section_header import rule
from equipinspect.gui.widgets.tab import TabBar
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Field, Value
from equipinspect.model.text import _

LABEL, KEYS = 220, "keys"
THEME, SCALE = "theme", "text_scale"


def in_force(session: Session) -> tuple[Declaration, list[tuple[Field, str]]]:
    """Return the settings as a declaration, and each with its value in force."""
    return session.defaults.declaration, preferences.office_settings(session)


def keep(session: Session, texts: dict[str, str]) -> int:
    """Keep changed settings."""
    return preferences.change(session, texts)


class SettingsPage(QWidget):
    """设置: a tab per section."""

    help = _("改后按 Ctrl+S 保存。“待办公室确认”里的规则确认后，按它推算的期限才标红。")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._declaration: Declaration | None = None
        self._values: dict[str, Value] = {}
        self.head = PageHead(desk.look, _("设置"))
        self.tabs = TabBar(desk.look, self.show_section, gap=16)
        self.form = RecordForm(desk, LABEL, helpful=True)
        self.keys = KeysView(desk)
        self.refusal = Notice(desk.look)
        self.bar = SaveBar(desk.look)
        self.bar.save.clicked.connect(self._save)
        self.bar.restore.clicked.connect(self.form.restore)
        self.form.edited.connect(self.bar.tell)
        self.stack = QStackedWidget()
        self.stack.addWidget(scrolled(self.form))
        self.stack.addWidget(scrolled(self.keys))
        self.form.setMaximumWidth(desk.look.px(900))
        self._lay_out()

    def _lay_out(self) -> None:
        px = self._desk.look.px
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(12), 0, px(12), 0)
        tabs.addWidget(self.tabs)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addLayout(tabs)
        for part in (rule(), self.stack, self.refusal, rule(), self.bar):
            whole.addWidget(part, 1 if part is self.stack else 0)

    def arrive(self, **what: Any) -> None:
        """Come to a ``section``."""
        job = self._desk.watched(self._desk.jobs.run(in_force))
        job.done.connect(lambda found: self._show(found, str(what.get("section", ""))))

    def leave(self) -> bool:
        """Ask about settings that were changed but not saved."""
        changed = self.form.changed_count()
        if not changed:
            return True
        said = _("设置改了 {n} 处，还没有保存。").format(n=changed)
        if self._desk.messages.ask(said, _("回去保存"), _("放弃修改")):
            return False
        self.form.restore()
        return True

    def commands(self) -> list[Command]:
        """Return what can be done here, by name."""
        return [Command(_("保存设置"), "", self._save)]

    def _show(self, found: tuple[Declaration, list[tuple[Field, str]]], section: str) -> None:
        self._declaration, pairs = found
        self._values = {f.key: f.parse(text) for f, text in pairs}
        kept = section or self.tabs.current()
        self.tabs.set_tabs({**dict(self._declaration.sections), KEYS: _("签名密钥")})
        self.show_section(kept if kept in self.tabs.tabs else next(iter(self.tabs.tabs)))

    def show_section(self, key: str) -> None:
        """Show the settings of one section, or the keys."""
        if self._declaration is None or not self.leave():
            return
        self.tabs.choose(key)
        self.bar.setVisible(key != KEYS)
        self.refusal.tell("")
        if key == KEYS:
            self.stack.setCurrentIndex(1)
            self.keys.read()
            return
        self.stack.setCurrentIndex(0)
        known = self._declaration
        part = replace(
            known,
            fields=tuple(f for f in known.fields if f.section == key),
            sections=tuple(s for s in known.sections if s[0] == key),
        )
        self.form.begin(part, self._values, {})
        self.form.open_all()

    def _save(self) -> None:
        self.refusal.tell("")
        if not self.form.check():
            return
        changes = self.form.changes()
        rows = self.form.rows
        texts = {k: rows[k].field.plain(v) if v is not None else "" for k, v in changes.items()}
        job = self._desk.jobs.run(keep, texts)
        job.done.connect(lambda rows: self._saved(changes, rows))
        job.refused.connect(self._refused)
        job.crashed.connect(self._desk.messages.crash)

    def _saved(self, changes: dict[str, Value], rows: int) -> None:
        self._values |= changes
        section = self.tabs.current()
        self.form.settle_saved()
        self.bar.saved(f"{self._desk.now():%H:%M}")
        said = _("设置已保存。")
        if rows:
            said = _("设置已保存，重新推算了 {n:,} 台设备的期限。").format(n=rows)
        self._desk.say(said)
        if THEME in changes or SCALE in changes:
            scheme = str(self._values.get(THEME) or "light")
            self._desk.dress(scheme, int(self._values.get(SCALE) or 100))  # type: ignore[arg-type]
        else:
            self.show_section(section)
            self._desk.tell_written({"setting"})

    def _refused(self, error: UserError) -> None:
        self.form.refuse(error.problems)
        self.refusal.tell(str(error))


def make(desk: Desk) -> SettingsPage:
    """Return the page."""
    return SettingsPage(desk)
