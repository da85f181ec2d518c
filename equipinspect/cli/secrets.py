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


def passphrase(file: Path | None, new: bool = False, needed: bool = True) -> str:
    """Return the passphrase; empty when none is at hand and none is needed.

    Raises UserError when it is needed and there is neither file, variable nor terminal.
    """
    if file is not None:
        return _from_file(file)
    if os.environ.get(VARIABLE):
        return os.environ[VARIABLE]
    if sys.stdin.isatty():
        return str(click.prompt(_("凭证密钥口令"), hide_input=True, confirmation_prompt=new))
    if needed:
        raise UserError(
            _("需要凭证密钥口令：请用 --passphrase-file 指定文件，或设 EQUIPINSPECT_PASSPHRASE。")
        )
    return ""


def _from_file(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(_("口令文件 {file} 读不出来，请核对路径。").format(file=file)) from error
    if not lines or not lines[0]:
        raise UserError(_("口令文件 {file} 是空的。").format(file=file))
    return lines[0]
