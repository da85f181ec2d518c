"""Help pages and usage errors are Chinese, whatever goes wrong."""

import re
from collections.abc import Iterator

import click
import pytest

from equipinspect.cli import whole
from tests.cli.conftest import Cli

CLICKS_ENGLISH = re.compile(
    r"Usage|Options|Commands|Show |required|default|range|Error|Try |Invalid|Missing|No such"
    r"|unexpected|requires|Choose|COMMAND|ARGS|OPTIONS|argument|INTEGER|TEXT\b(?!\|)|PATH\.\.\."
)


def pages(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from pages(command, (*words, name))
        else:
            yield (*words, name)


@pytest.mark.parametrize("words", list(pages(whole())), ids=" ".join)
def test_help_is_chinese(words: tuple[str, ...], cli: Cli) -> None:
    said = cli(*words, "--help")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("用法：equipinspect")
    assert "选项" in said.out
    assert "显示用法。" in said.out
    assert CLICKS_ENGLISH.findall(said.out) == []
    assert cli(*words, "-h").out == said.out


def test_help_says_what_is_needed_and_usual(cli: Cli) -> None:
    assert "监察机构名称。（必填）" in cli("init", "--help").out
    assert "多少天内到期。（默认 30）" in cli("due", "--help").out


WRONG: list[tuple[list[str], str]] = [
    (["没有"], "没有命令 “没有”"),
    (["lst"], "没有命令 “lst”（相近的有 list"),
    (["list"], "缺少 CATEGORY"),
    (["list", "elevator", "多余"], "多了参数 多余"),
    (["list", "elevator", "--limits", "3"], "没有选项 --limits（相近的有 --limit）"),
    (["list", "elevator", "--limit", "三"], "--limit 不对：“三” 应为 0 或正整数"),
    (["list", "elevator", "--limit", "-1"], "--limit 不对"),
    (["list", "elevator", "--limit"], "选项 --limit 少了值"),
    (["list", "elevator", "--json=yes"], "选项 --json 少了值，或者不该带值"),
    (["list", "elevator", "--where", "county"], "“county” 应写成 字段=值"),
    (["add", "elevator"], "缺少 FIELD=VALUE…"),
    (["add", "elevator", "name"], "“name” 应写成 字段=值"),
    (["add", "elevator", "name=a", "name=b"], "name 写了两次"),
    (["set"], "缺少 ID"),
    (["remove", "7W28ENG000001"], "缺少 --reason"),
    (["due", "--on", "明天"], "--on 不对：“明天” 不是日期，请写成 2026-03-05"),
    (["due", "--on", "2026-02-30"], "--on 不对"),
    (["due", "--within", "一周"], "--within 不对"),
    (["certificate", "7W28ENG000001"], "缺少 --on"),
    (["certificate", "7W28ENG000001", "--on", "2026-03-05", "--result", "good"],
     "--result 不对：“good” 应为 clear、rectified"),
    (["keys", "make"], "没有命令 “make”"),
    (["init", "x.eqi"], "缺少 --office"),
    (["--where"], "没有选项 --where"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), WRONG, ids=lambda value: " ".join(value)[:40])
def test_wrong_usage_is_one_chinese_sentence(arguments: list[str], says: str, cli: Cli) -> None:
    said = cli(*arguments)
    assert (said.status, said.out) == (2, "")
    assert says in said.err
    assert said.err.count("\n") == 1
    assert re.search(r"用 equipinspect.* --help 查看用法。\n$", said.err)
    assert CLICKS_ENGLISH.findall(said.err.replace("--register", "")) == []


def test_a_group_without_a_command_shows_its_help(cli: Cli) -> None:
    said = cli("keys")
    assert said.status == 2
    assert said.err.startswith("用法：equipinspect keys [选项] 命令 [参数]…")
    assert CLICKS_ENGLISH.findall(said.err) == []
