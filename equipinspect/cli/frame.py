"""What all commands share: the register they work on, the clock, answers as text or JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from platformdirs import user_data_path

from equipinspect import RESOURCES, __version__
from equipinspect.app.office import Place, open_session
from equipinspect.app.session import Session
from equipinspect.model import dates
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

F = TypeVar("F", bound=Callable[..., Any])
REGISTER = "EQUIPINSPECT_REGISTER"
HOME = "EQUIPINSPECT_HOME"
FILE = click.Path(path_type=Path)


def home() -> Path:
    """Return the user's data folder: keys, backups, the usual register."""
    given = os.environ.get(HOME)
    return Path(given) if given else user_data_path("equipinspect", appauthor=False)


def clock() -> datetime:
    """Return the time now with its zone; the one clock of the command line."""
    return datetime.now().astimezone()


def place() -> Place:
    """Return where the program finds its data and keeps its keys."""
    return Place(RESOURCES, home(), clock)


def register_path(context: click.Context) -> Path:
    """Return the register meant: the option after or before the command, the variable, the usual place."""
    here = context.meta.get(REGISTER) or context.find_root().params.get("register")
    return Path(here or os.environ.get(REGISTER) or home() / "register.eqi")


@contextmanager
def opened() -> Iterator[Session]:
    """Open the register meant by the command being run."""
    session = open_session(register_path(click.get_current_context()), place())
    try:
        yield session
    finally:
        session.close()


def with_register(function: F) -> F:
    """Give a command the options that every command on a register has."""
    words = "台账文件；也可写在命令前，或设 EQUIPINSPECT_REGISTER。"
    option = click.option("--register", type=FILE, expose_value=False, callback=_keep, help=words)
    return option(function)


def _keep(context: click.Context, _option: click.Parameter, value: Path | None) -> Path | None:
    if value is not None:
        context.meta[REGISTER] = value
    return value


def as_json(function: F) -> F:
    """Give a command the option --json."""
    return click.option("--json", "json_wanted", is_flag=True, help="输出 JSON，供程序读取。")(
        function
    )


def answer(json_wanted: bool, data: object, text: str) -> None:
    """Print the answer for a program or for a person."""
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if json_wanted else text)


class Day(click.ParamType[date]):
    """A day as people write it."""

    name = "日期"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> date:
        """Read 2026-03-05, 20260305 or 2026.3.5."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(dates.read_day(str(value)))
        except ValueError:
            raise click.BadParameter(
                _("“{value}” 不是日期，请写成 2026-03-05").format(value=value)
            ) from None


DAY = Day()


def pairs(texts: tuple[str, ...]) -> dict[str, str]:
    """Split FIELD=VALUE arguments; raise UserError for one without an equals sign."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise UserError(_("“{text}” 应写成 字段=值。").format(text=text))
        found[name.strip()] = value
    return found


def progress(what: str, done: int, total: int) -> None:
    """Show progress on stderr when a person watches."""
    if sys.stderr.isatty():
        click.echo(f"\r{what} {done:,}/{total:,}  ", nl=False, err=True)


def usage_sentence(error: click.UsageError) -> str:
    """Say in Chinese what is wrong with how a command was called."""
    name = getattr(error, "option_name", "") or ""
    parameter = getattr(error, "param", None)
    label = (parameter.human_readable_name if parameter else "") or name
    match error:
        case click.NoSuchOption():
            what = _("没有选项 {name}").format(name=name)
        case click.MissingParameter():
            what = _("缺少参数 {name}").format(name=label)
        case click.BadParameter():
            what = _("参数 {name} 不对：{why}").format(name=label, why=error.message)
        case _:
            what = _("命令写得不对（{why}）").format(why=error.message)
    return _("{what}。用 equipinspect --help 查看用法。").format(what=what)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="特种设备安全监督检查台账。不带命令时打开窗口。",
)
@click.option("--register", "register", type=FILE, help="台账文件。")
@click.version_option(__version__, "--version", message="equipinspect %(version)s")
@click.pass_context
def command_line(context: click.Context, register: Path | None) -> int | None:
    """Open the window when no command is given."""
    if context.invoked_subcommand is None:
        return open_window(register or register_path(context), None)
    return None


def open_window(path: Path, screenshot: Path | None) -> int:
    """Start the window; the only place where the command line reaches for it."""
    from equipinspect.gui.application import run  # noqa: PLC0415 - the command line starts without Qt

    return run(path, home(), screenshot)
