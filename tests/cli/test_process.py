"""The program as a process: exit status, streams, no traceback, no window."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import PASSPHRASE

NEEDED = ("--office", "虚构局", "--county", "凤翔区", "--person", "甄执一")
PROGRAM = (sys.executable, "-m", "equipinspect")


def ran(*arguments: object, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **changes}
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.fixture
def ledger(register: Path) -> Path:
    return register


def test_done_refused_and_wrong_usage(ledger: Path, tmp_path: Path) -> None:
    done = ran("list", "unit", "--json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
    refused = ran("list", "unit", EQUIPINSPECT_REGISTER=str(tmp_path / "没有.eqi"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "找不到台账文件" in refused.stderr
    wrong = ran("list")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "缺少 CATEGORY" in wrong.stderr
    for each in (refused, wrong):
        assert "Traceback" not in each.stderr
        assert each.stderr.count("\n") == 1


def test_pipes_carry_utf8_whatever_the_locale(ledger: Path) -> None:
    made = ran("add", "unit", "name=宝鸡𬭎喆", LC_ALL="C")
    assert (made.returncode, made.stderr) == (0, "")
    shown = ran("list", "unit", "--json", PYTHONIOENCODING="gbk")
    assert json.loads(shown.stdout)[0]["name"] == "宝鸡𬭎喆"


def test_a_reader_that_stops_reading_is_no_error(ledger: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "台账.eqi"
    made = ran("init", path, *NEEDED)
    assert (made.returncode, made.stderr) == (0, "")
    assert "尚未建凭证密钥" in made.stdout
    refused = ran("keys", "new", "--register", path)
    assert refused.returncode == 1
    assert "需要凭证密钥口令" in refused.stderr


def _has_terminals() -> bool:
    """Say whether this machine can open a terminal: Windows and a bare chroot cannot."""
    try:
        for end in os.openpty():
            os.close(end)
    except (AttributeError, OSError):
        return False
    return True


@pytest.mark.skipif(not _has_terminals(), reason="no terminals here")
def test_at_a_terminal_the_passphrase_is_asked_for_twice(tmp_path: Path) -> None:
    path = tmp_path / "台账.eqi"
    for typed, status in (((PASSPHRASE, "别的口令别的口令"), 1), ((PASSPHRASE, PASSPHRASE), 0)):
        assert _at_terminal(["init", str(path), *NEEDED], typed) == status
        assert path.exists() is (status == 0)
    assert len(json.loads(ran("keys", "list", "--json", "--register", path).stdout)) == 1


def _at_terminal(arguments: list[str], typed: tuple[str, ...]) -> int:
    """Run the program at a terminal of its own and type lines whenever it asks."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [*PROGRAM, *arguments])
    for line in typed:
        _until(terminal, b": ")
        os.write(terminal, f"{line}\n".encode())
    _until(terminal, None)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _until(terminal: int, prompt: bytes | None) -> None:
    said = b""
    while prompt is None or not said.endswith(prompt):
        try:
            said += os.read(terminal, 1)
        except OSError:
            return


@pytest.mark.parametrize(
    "command",
    [["list", "unit"], ["due"], ["verify", "x"], ["--help"], ["categories"], ["doctor"]],
    ids=" ".join,
)
def test_no_command_imports_the_window(command: list[str], ledger: Path) -> None:
    code = f"""import sys
from equipinspect.cli import run
run({command!r})
print([m for m in sys.modules if m.startswith(("PySide6", "equipinspect.gui"))])"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_it_starts_without_pyside6(ledger: Path) -> None:
    timed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "equipinspect", "list", "unit"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert "PySide6" not in timed.stderr
    assert "equipinspect.cli" in timed.stderr


def test_two_programs_write_to_one_register(ledger: Path) -> None:
    running = [
        subprocess.Popen([*PROGRAM, "add", "unit", f"name=单位{n}"], stdout=subprocess.PIPE)
        for n in range(4)
    ]
    ids = {each.communicate(timeout=60)[0] for each in running}
    assert [each.returncode for each in running] == [0] * 4
    assert len(ids) == 4
    assert len(json.loads(ran("list", "unit", "--json").stdout)) == 4
    assert ran("audit").returncode == 0
