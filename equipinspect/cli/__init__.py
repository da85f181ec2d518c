"""The command line: the same actions as the window, one subcommand each."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from equipinspect.cli import windows
from equipinspect.cli.chinese import usage_sentence
from equipinspect.cli.frame import command_line, end_progress
from equipinspect.model.errors import UserError

MODULES = (
    "offices",
    "records",
    "lists",
    "due",
    "sheets",
    "exchange",
    "certificates",
    "batches",
    "labels",
    "stock",
    "policies",
    "coverage",
    "today",
    "draws",
    "ledgers",
    "prevention",
    "fieldwork",
    "campaigns",
    "verifier",
    "replicas",
    "duplicates",
    "blocks",
    "visits",
    "deliveries",
)  # their COMMANDS are added when one of them is wanted: the window starts without them
for starting in windows.COMMANDS:
    command_line.add_command(starting)


def whole() -> click.Group:
    """Return the command line with every command."""
    for name in MODULES:
        for command in import_module(f"equipinspect.cli.{name}").COMMANDS:
            command_line.add_command(command)
    return command_line


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
    words = sys.argv[1:] if arguments is None else arguments
    program = command_line if words[:1] in ([], ["window"]) else whole()
    try:
        result = program.main(arguments, prog_name="equipinspect", standalone_mode=False)
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


__all__ = ["main", "run", "whole"]
