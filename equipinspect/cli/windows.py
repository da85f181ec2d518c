"""The command that opens the window; it alone is loaded when the program is started for its window."""

from __future__ import annotations

from pathlib import Path

import click

from equipinspect.cli.chinese import command
from equipinspect.cli.frame import FILE, open_window, register_path, with_register


@command()
@click.argument("path", type=FILE, required=False)
@click.option("--screenshot", type=FILE, default=None, help="不显示窗口，把窗口画面存成图片。")
@with_register
def window(path: Path | None, screenshot: Path | None) -> int:
    """打开窗口。"""
    return open_window(path or register_path(click.get_current_context()), screenshot)


COMMANDS = (window,)
