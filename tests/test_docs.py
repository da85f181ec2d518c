"""Holds the README to what the program can do: commands, settings, categories, pictures, files."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from equipinspect import RESOURCES
from equipinspect.cli import whole

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CATEGORIES = sorted((RESOURCES / "categories").glob("*.toml"))
SETTINGS = tomllib.loads((RESOURCES / "settings.toml").read_text(encoding="utf-8"))


def commands(group: click.Group, name: str = "equipinspect") -> Iterator[tuple[str, click.Command]]:
    """Every command below `group`, with its full name."""
    for word, command in group.commands.items():
        yield f"{name} {word}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")


COMMANDS = dict(commands(whole()))


@pytest.mark.parametrize("name", [name for name in COMMANDS if name.count(" ") == 1])
def test_a_command_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_explain_themselves(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_readme_names_no_command_that_does_not_exist() -> None:
    named = set(re.findall(r"^\| `(equipinspect [a-z-]+)`", README, re.MULTILINE))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("path", CATEGORIES, ids=lambda path: path.stem)
def test_a_category_is_in_the_readme(path: Path) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))["label"] in README


def test_every_setting_explains_itself() -> None:
    settings = SETTINGS["setting"]
    assert settings
    assert [entry["key"] for entry in settings if not entry.get("label")] == []
    assert [entry["key"] for entry in settings if not entry.get("help")] == []


def test_what_the_readme_points_at_is_there() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    files = re.findall(r"`\.?/?((?:installers|tests|resources|equipinspect)[/\w.-]*)`", README)
    assert pictures
    assert [name for name in [*pictures, *files] if not (ROOT / name).exists()] == []


def test_the_two_commands_can_be_run() -> None:
    for name in ("installers/start", "installers/test", "installers/prepare", ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o111, name
