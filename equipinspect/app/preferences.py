"""Settings of the office and of one person: read with their defaults, changed, and taken into effect."""

from __future__ import annotations

from collections.abc import Mapping

from equipinspect.app.derived import DRIVING, rederive
from equipinspect.app.session import OFFICE, Session
from equipinspect.model.errors import InvalidRecord
from equipinspect.model.fields import Field

WINDOW = "window"  # the section of what everybody may choose: palette and size


def office_settings(session: Session) -> list[tuple[Field, str]]:
    """Return every setting with its value in force, in the order of the settings page."""
    values = session.settings
    return [(field, values.get(field.key, "")) for field in session.defaults]


def change(session: Session, texts: Mapping[str, str]) -> int:
    """Keep changed office settings; raise InvalidRecord with all problems. Return rows worked out again."""
    find = session.defaults.declaration.field
    if session.guard and any(find(key).section != WINDOW for key in texts):
        session.guard.before("settings")
    problems: dict[str, str] = {}
    values: dict[str, str] = {}
    for key, text in texts.items():
        field = find(key)
        try:
            parsed = field.parse(text)
        except ValueError as error:
            problems[key] = f"{field.label}：{error}"
            continue
        values[key] = "" if parsed is None else str(parsed)
        if found := field.marks(parsed):
            problems[key] = found[0]
    if problems:
        raise InvalidRecord("；".join(problems.values()) + "。", problems)
    for key, value in values.items():
        session.register.set_setting(OFFICE, key, value)
    session.forget()
    return rederive(session) if any(k.startswith(DRIVING) for k in values) else 0


def personal(session: Session) -> dict[str, str]:
    """Return what the person at work set for themselves: palette, text size, columns."""
    return session.register.settings(_scope(session))


def keep_personal(session: Session, key: str, value: str) -> None:
    """Keep one personal choice."""
    session.register.set_setting(_scope(session), key, value)


def _scope(session: Session) -> str:
    return f"person:{session.person or ''}"
