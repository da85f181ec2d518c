"""The command line: the same actions as the window, one subcommand each."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import click

from equipinspect.cli import (
    certificates,
    due,
    duplicates,
    lists,
    offices,
    records,
    replicas,
    sheets,
    verifier,
)
from equipinspect.cli.chinese import usage_sentence
from equipinspect.cli.frame import command_line, end_progress
from equipinspect.model.errors import UserError

MODULES = (
    offices,
    records,
    lists,
    due,
    sheets,
    certificates,
    verifier,
    replicas,
    duplicates,
)
for module in MODULES:
    for command in module.COMMANDS:
        command_line.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 refused with one sentence on stderr, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # pipes carry UTF-8; a terminal keeps its own
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    status = run(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answer had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    try:
        result = command_line.main(arguments, prog_name="equipinspect", standalone_mode=False)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except BrokenPipeError:
        return 0
    except (UserError, OSError, click.UsageError, click.Abort, KeyboardInterrupt) as error:
        end_progress()
        click.echo(_sentence(error), err=True)
        return 2 if isinstance(error, click.UsageError) else 1
    return result if isinstance(result, int) else 0


def _sentence(error: BaseException) -> str:
    match error:
        case UserError():
            return " ".join(str(error).split())
        case OSError():
            what, why = error.filename or "", error.strerror or error
            return f"文件 {what} 读写不了（{why}），请检查路径、权限和磁盘空间。"
        case click.exceptions.NoArgsIsHelpError():
            return error.message
        case click.UsageError():
            return usage_sentence(error)
    return "已取消，没有留下改动。"


__all__ = ["command_line", "main", "run"]
