"""A merge that dies at any point leaves the register as before or as after; merging again gives after."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from equipinspect.model.declarations import Declarations
from equipinspect.store import opening
from tests.exchanging import Device, device

CHILD = """
import os, signal, sys
from pathlib import Path
from equipinspect import RESOURCES
from equipinspect.model import declarations
from equipinspect.store import opening
from tests.exchanging import Device
register = opening.open_file(Path(sys.argv[1]), declarations.load(RESOURCES))
left = [int(sys.argv[3])]
def step():
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
register.connection.set_progress_handler(step, 200)
register.signer, register.replica = None, 1
Device("机关", register, Path(sys.argv[1]).parent).take(Path(sys.argv[2]))
print("done")
"""


def die_and_recover(folder: Path, declared: Declarations, count: int, seed: int) -> int:
    """Kill merges at ``count`` random points; return how many died before they were done."""
    field = device(folder, declared, "田野")
    for number in range(40):
        lift = field.add("elevator", {"address": f"{number} 号", "serial_no": f"S{number}"})
        field.write(lift, "name", f"{number} 号梯")
    path = field.give()
    field.register.close()
    office = device(folder, declared, "机关")
    blank, before = office.register.path, office.digest
    office.register.close()
    shutil.copy(blank, folder / "whole.eqi")
    whole = Device("机关", opening.open_file(folder / "whole.eqi", declared), folder)
    whole.take(path)
    after, rows = whole.digest, whole.rows
    whole.register.close()
    rnd, died = Random(seed), 0
    for number in range(count):
        target = folder / f"try{number}.eqi"
        shutil.copy(blank, target)
        child = subprocess.run(
            [sys.executable, "-c", CHILD, str(target), str(path), str(rnd.randint(0, 150))],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert child.returncode in (0, -signal.SIGKILL), child.stderr
        died += child.returncode != 0
        each = Device("机关", opening.open_file(target, declared), folder)
        assert each.digest in (before, after)
        each.take(path)
        assert (each.digest, each.rows) == (after, rows)
        assert each.clean()
        each.register.close()
    return died


def test_a_killed_merge_leaves_before_or_after(tmp_path: Path, declared: Declarations) -> None:
    assert die_and_recover(tmp_path, declared, 4, 1)


@pytest.mark.long
def test_a_hundred_killed_merges(tmp_path: Path, declared: Declarations) -> None:
    assert die_and_recover(tmp_path, declared, 100, 2) > 10
