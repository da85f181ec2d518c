"""What all commands share: the register they work on, the clock, answers as text or JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from platformdirs import user_data_path

from equipinspect import RESOURCES, __version__
from equipinspect.app.entering import Place
from equipinspect.app.session import Session
from equipinspect.cli.chinese import Group, Usage
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.text import _

F = TypeVar("F", bound=Callable[..., Any])
REGISTER = "EQUIPINSPECT_REGISTER"
HOME = "EQUIPINSPECT_HOME"
USUAL = "register.eqi"  # the register in the data folder
FILE = click.Path(path_type=Path)
FILE.name = "文件"


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
    return Path(here or os.environ.get(REGISTER) or home() / USUAL)


def has_register() -> bool:
    """Say whether a register was named, or lies in the usual place."""
    path = register_path(click.get_current_context())
    return path != home() / USUAL or path.exists()


@contextmanager
def opened() -> Iterator[Session]:
    """Open the register meant by the command being run, and keep the backup of the day."""
    from equipinspect.app.office import open_session  # noqa: PLC0415 - the window opens in two steps

    session = open_session(register_path(click.get_current_context()), place())
    try:
        _keep_backup(session)
        yield session
    finally:
        session.close()


def _keep_backup(session: Session) -> None:
    """Make the backup of the day; a full disk is said and stops nobody's work."""
    from equipinspect.app.health import daily_backup  # noqa: PLC0415 - as above

    try:
        daily_backup(session, progress)
    except UserError as error:
        end_progress()
        click.echo(_("今天的备份没有做成：{why}").format(why=error), err=True)
    end_progress()


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
    end_progress()
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if json_wanted else text)


def declared(session: Session, kind: str) -> str:
    """Return the kind a person named by key or label; raise UserError when there is none."""
    for declaration in session.declarations:
        if kind in (declaration.key, declaration.label):
            return _with_rows(session, declaration.key)
    raise UserError(_("没有种类 “{kind}”；用 categories 查看全部种类。").format(kind=kind))


def _with_rows(session: Session, key: str) -> str:
    own = [c.key for c in session.declarations.categories() if c.record == key]
    if own:
        text = _("请写明设备种类：{kinds}。")
        raise UserError(text.format(kinds="、".join(own)))
    return key


def by_hand(session: Session, kind: str) -> str:
    """Return a kind that people write; raise NotAllowed for those that only the program writes."""
    declaration = session.declaration(kind)
    if declaration.hidden and not declaration.category:
        text = _("“{label}”由程序记录，不能手工增改。")
        raise NotAllowed(text.format(label=declaration.label))
    return kind


def pairs(texts: tuple[str, ...]) -> dict[str, str]:
    """Split FIELD=VALUE arguments; raise Usage for one without an equals sign or given twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign or not name:
            raise Usage(_("“{text}” 应写成 字段=值").format(text=text), click.get_current_context())
        if name in found:
            raise Usage(_("{name} 写了两次").format(name=name), click.get_current_context())
        found[name] = value
    return found


def progress(what: str, done: int, total: int) -> None:
    """Show progress on stderr when a person watches."""
    if sys.stderr.isatty():
        click.echo(f"\r{what} {done:,}/{total:,}  ", nl=False, err=True)


def end_progress() -> None:
    """Wipe the line of progress away before something is said."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="特种设备安全监督检查台账。不带命令时打开窗口。",
)
@click.option("--register", "register", type=FILE, help="台账文件。")
@click.version_option(
    __version__, "--version", message="equipinspect %(version)s", help="显示版本。"
)
@click.pass_context
def command_line(context: click.Context, register: Path | None) -> int | None:
    """Open the window when no command is given."""
    if context.invoked_subcommand is None:
        return open_window(register or register_path(context), None)
    return None


def open_window(path: Path, screenshot: Path | None) -> int:
    """Start the window; the only place where the command line reaches for it."""
    from equipinspect.gui.start import run  # noqa: PLC0415 - the command line starts without Qt

    return run(path, home(), screenshot)
