"""Click's own words in Chinese: help pages, and what is wrong with how a command was called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import click

from equipinspect.model import dates
from equipinspect.model.text import _

_NOTES = re.compile(r"  \[(.+)\]$")


class Usage(click.UsageError):
    """Wrong usage, said in Chinese already."""


class Formatter(click.HelpFormatter):
    """Writes a help page with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, prefix or _("用法："))

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Open a section under its Chinese name."""
        words = {"Options": _("选项"), "Commands": _("命令"), "Positional arguments": _("参数")}
        with super().section(words.get(name, name)):
            yield

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options with what click notes behind them: required, default, range."""
        super().write_dl(
            [(name, _NOTES.sub(_noted, text)) for name, text in rows], col_max, col_spacing
        )


def _noted(found: re.Match[str]) -> str:
    text = found[1].replace("default: ", _("默认 ")).replace("required", _("必填"))
    return f"（{text.replace('; ', '；')}）"


class Context(click.Context):
    """The context of every command; its help pages are Chinese."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help and usage errors are Chinese."""

    context_class = Context
    allow_extra_args = True  # refused below, in Chinese

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help with its Chinese words."""
        return _said(super().get_help_option(ctx))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the usage line."""
        return _pieces(super().collect_usage_pieces(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; refuse those that are too many."""
        left = super().parse_args(ctx, args)
        if ctx.args:
            raise Usage(_("多了参数 {args}").format(args=" ".join(ctx.args)), ctx)
        return left


class Group(click.Group):
    """A group of commands whose help and usage errors are Chinese."""

    context_class = Context
    command_class = Command

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help with its Chinese words."""
        return _said(super().get_help_option(ctx))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the usage line."""
        return _pieces(super().collect_usage_pieces(ctx))


def _said(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = _("显示用法。")
    return option


def _pieces(found: list[str]) -> list[str]:
    words = {
        "[OPTIONS]": _("[选项]"),
        "COMMAND [ARGS]...": _("命令 [参数]…"),
        "[COMMAND] [ARGS]...": _("[命令] [参数]…"),
    }
    return [words.get(piece, piece) for piece in found]


command = partial(click.command, cls=Command)


class Day(click.ParamType[date]):
    """A day as people write it."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read 2026-03-05, 20260305 or 2026.3.5."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(dates.read_day(str(value)))
        except ValueError:
            raise click.BadParameter(
                _("“{value}” 不是日期，请写成 2026-03-05").format(value=value)
            ) from None


class Count(click.ParamType[int]):
    """A whole number that is not negative."""

    name = "数量"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read 0, 1, 2 …"""
        if isinstance(value, int):
            return value
        if not (str(value).isascii() and str(value).isdigit()):
            raise click.BadParameter(_("“{value}” 应为 0 或正整数").format(value=value))
        return int(value)


class Word(click.Choice[str]):
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take the word as it stands."""
        if value not in self.choices:
            known = "、".join(self.choices)
            raise click.BadParameter(_("“{value}” 应为 {known}").format(value=value, known=known))
        return str(value)


DAY = Day()
COUNT = Count()


def usage_sentence(error: click.UsageError) -> str:
    """Say in Chinese what is wrong with how a command was called."""
    path = error.ctx.command_path if error.ctx else "equipinspect"
    return _("{what}。用 {path} --help 查看用法。").format(what=_what(error), path=path)


def _what(error: click.UsageError) -> str:
    name = getattr(error, "option_name", None) or getattr(error, "command_name", "")
    text = _("命令写得不对")
    match error:
        case Usage():
            text = error.message
        case click.NoSuchOption():
            text = _nearest(_("没有选项 {name}").format(name=name), error.possibilities)
        case click.NoSuchCommand():
            text = _nearest(_("没有命令 “{name}”").format(name=name), error.possibilities)
        case click.BadOptionUsage():
            text = _("选项 {name} 少了值，或者不该带值").format(name=name)
        case click.MissingParameter():
            text = _("缺少 {name}").format(name=_name(error.param))
        case click.BadParameter():
            text = _("{name} 不对：{why}").format(name=_name(error.param), why=error.message)
    return text


def _nearest(text: str, possible: Sequence[str] | None) -> str:
    return text + (_("（相近的有 {names}）").format(names="、".join(possible)) if possible else "")


def _name(parameter: click.Parameter | None) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name if parameter else ""
