"""The command line run in this process, on a register of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from equipinspect.cli import run
from equipinspect.cli.frame import clock
from tests.ledgers import county_office

PASSPHRASE = "只在测试里用的口令"


class Said(NamedTuple):
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON it printed."""
        return json.loads(self.out)

    @property
    def word(self) -> str:
        """The one word it printed: an id."""
        return self.out.strip()


Cli = Callable[..., Said]


@pytest.fixture(autouse=True)
def _data_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EQUIPINSPECT_HOME", str(home))


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command; return its status and what it said."""

    def said(*arguments: object) -> Said:
        status = run([str(a) for a in arguments])
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return said


@pytest.fixture
def register(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county register without a certificate key, the one meant by every command."""
    path = tmp_path / "台账.eqi"
    begun = cli("init", path, "--office", "凤翔区市场监督管理局", "--county", "610305",
                "--person", "甄执一")  # fmt: skip
    assert begun.status == 0, begun.err
    monkeypatch.setenv("EQUIPINSPECT_REGISTER", str(path))
    return path


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county register that the tests of a module share, its data folder beside it."""
    folder = tmp_path_factory.mktemp("shared")
    county_office(folder, folder / "home", clock).close()
    return folder / "台账.eqi"


@pytest.fixture
def shared(begun: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the shared register the one meant by every command."""
    monkeypatch.setenv("EQUIPINSPECT_HOME", str(begun.parent / "home"))
    monkeypatch.setenv("EQUIPINSPECT_REGISTER", str(begun))
    return begun


@pytest.fixture
def lift(register: Path, cli: Cli) -> str:
    """The id of a registered lift in use."""
    made = cli("add", "elevator", "设备代码=311010003201800011", "使用地点=秋实路 1 号",
               "使用状态=在用", "下次检验日期=2099-05")  # fmt: skip
    assert made.status == 0, made.err
    return made.word
