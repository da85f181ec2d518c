"""Asks for the passphrase of the office key: from a file, the environment, or the person."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from equipinspect.cli.frame import FILE
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

F = TypeVar("F", bound=Callable[..., Any])
VARIABLE = "EQUIPINSPECT_PASSPHRASE"


def passphrase_option(function: F) -> F:
    """Give a command the option --passphrase-file."""
    return click.option(
        "--passphrase-file",
        type=FILE,
        default=None,
        help="口令文件，读第一行；也可设 EQUIPINSPECT_PASSPHRASE。",
    )(function)


def passphrase(file: Path | None) -> str:
    """Return the passphrase; raise UserError when there is neither file, variable nor terminal."""
    found = at_hand(file)
    if found is None and sys.stdin.isatty():
        found = _asked(_("凭证密钥口令"))
    return needed(found)


def needed(found: str | None) -> str:
    """Return a passphrase that was found; raise UserError saying how to give one."""
    if found is None:
        raise UserError(
            _("需要凭证密钥口令：请用 --passphrase-file 指定文件，或设 EQUIPINSPECT_PASSPHRASE。")
        )
    return found


def new_passphrase(file: Path | None) -> str | None:
    """Return the passphrase for a key to be made, typed twice; None when nobody gives one."""
    found = at_hand(file)
    if found is None and sys.stdin.isatty():
        found = _asked(_("新凭证密钥的口令（至少 8 个字符；直接回车则以后再建）")) or None
        if found and found != _asked(_("再输入一次")):
            raise UserError(_("两次输入的口令不一样，没有建密钥；请重新运行。"))
    return found


def _asked(words: str) -> str:
    return str(click.prompt(words, hide_input=True, default="", show_default=False, err=True))


def at_hand(file: Path | None) -> str | None:
    """Return the passphrase of the file or the variable; None when nobody gave one."""
    if file is None:
        return os.environ.get(VARIABLE) or None
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(_("口令文件 {file} 读不出来，请核对路径。").format(file=file)) from error
    if not lines or not lines[0]:
        raise UserError(_("口令文件 {file} 是空的。").format(file=file))
    return lines[0]
