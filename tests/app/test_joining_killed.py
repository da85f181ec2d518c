"""Killed while it joins an office: there is a whole register or none, and joining again works."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from equipinspect.app import joining
from equipinspect.app.joining import Newcomer
from equipinspect.app.office import open_session
from tests.offices import Round, unit, units
from tests.registers import audited, place

ROOT = Path(__file__).parents[2]
LONGEST = 1.6  # seconds from the start of the program to the end of a join


@pytest.mark.parametrize("rounds", [2, pytest.param(40, marks=pytest.mark.long)])
def test_a_killed_join_leaves_a_whole_register_or_none(rounds: int, tmp_path: Path) -> None:
    friday = Round(tmp_path)
    rnd = Random(rounds)
    try:
        office = friday.office(signs=False)
        for number in range(300):
            unit(office, f"厂{number}")
        base = friday.base(office)
        for number in range(rounds):
            path, home = tmp_path / f"l{number}.eqi", friday.home(f"l{number}")
            words = ["join", str(base), str(path), "--person", "万外勤", "--device", "笔记本"]
            started = subprocess.Popen(
                [sys.executable, "-m", "equipinspect", *words],
                cwd=ROOT, env={**os.environ, "EQUIPINSPECT_HOME": str(home)},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                started.wait(rnd.uniform(LONGEST / 4, LONGEST))
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()
            if path.exists():
                session = open_session(path, place(home))
            else:
                session, _joined = joining.join(
                    base, path, place(home), Newcomer("万外勤", "笔记本")
                )
            assert units(session) == {f"厂{n}" for n in range(300)}
            assert audited(session.register).clean
            session.close()
            assert list(tmp_path.glob("*.joining*")) == []
    finally:
        friday.close()
