"""The one door to translations: Chinese is the source language, other languages are catalogues."""

from __future__ import annotations

import gettext
from pathlib import Path

_current: gettext.NullTranslations = gettext.NullTranslations()


def _(message: str) -> str:
    """Return ``message`` in the language in use; without a catalogue the Chinese itself."""
    return _current.gettext(message)


def use_language(folder: Path, language: str) -> None:
    """Read the catalogue of ``language`` below ``folder``; zh_CN needs none."""
    global _current  # noqa: PLW0603 - one language per process, set once at the start
    _current = gettext.translation("equipinspect", folder, [language], fallback=True)
