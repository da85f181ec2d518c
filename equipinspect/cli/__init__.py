"""The command line: the same actions as the window, one subcommand each."""

from __future__ import annotations

import sys

import click

from equipinspect.cli import certificates, frame, offices, records, sheets
from equipinspect.cli.frame import command_line
from equipinspect.model.errors import UserError

for module in (offices, records, sheets, certificates):
    for command in module.COMMANDS:
        command_line.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 refused with one sentence on stderr, 2 wrong usage."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    try:
        result = command_line.main(arguments, prog_name="equipinspect", standalone_mode=False)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.UsageError as error:
        click.echo(frame.usage_sentence(error), err=True)
        return 2
    except UserError as error:
        click.echo(str(error), err=True)
        return 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("已取消，没有留下改动。", err=True)
        return 1
    except BrokenPipeError:
        return 0
    return result if isinstance(result, int) else 0


__all__ = ["command_line", "main", "run"]
