"""Killed at any moment: what was said to be kept is there, and no import is half there."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from equipinspect.app import health
from equipinspect.app.office import open_session
from equipinspect.app.session import Session
from equipinspect.model.ids import parse_id
from equipinspect.store import queries
from tests import saving
from tests.registers import new_office, place

ROOT = Path(__file__).parents[2]
LONGEST = 1.5  # seconds of work before the end


def work(path: Path, home: Path, rnd: Random) -> list[list[str]]:
    """Let a process save and import, kill it, and return what it had said to be kept."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.saving", str(path), str(home)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    with pytest.raises(subprocess.TimeoutExpired):
        started.wait(rnd.uniform(0, LONGEST))
    started.kill()
    said = started.communicate()[0]
    return [line.split(" ", 2) for line in said.splitlines(keepends=False) if " " in line]


def check(session: Session, said: list[list[str]]) -> None:
    kept = {words[1]: words[2] for words in said if words[0] == "saved"}
    for number, address in kept.items():
        row = queries.rows(session.register, "elevator", [parse_id(number)])[0]
        assert row.values["address"] in (address, f"乙路 {row.values['serial_no'][1:]} 号")
    imports = dict(
        session.register.connection.execute(
            "SELECT action, sum(n_op) FROM change_set WHERE action LIKE 'import %' GROUP BY action"
        )
    )
    assert set(imports.values()) <= {saving.ROWS + 1}
    assert {words[1].replace("_", " ") for words in said if words[0] == "imported"} <= set(imports)
    listed = queries.count(session.register, queries.Query("gas_cylinder"))
    assert listed == saving.ROWS * len(imports)
    assert health.audit(session).findings == []


@pytest.mark.parametrize("rounds", [3, pytest.param(50, marks=pytest.mark.long)])
def test_a_killed_program_loses_nothing_it_said_was_kept(
    rounds: int, tmp_path: Path, home: Path
) -> None:
    begun = new_office(tmp_path / "office.eqi", home)
    replica = begun.register.replica
    begun.close()
    said: list[list[str]] = []
    for turn in range(rounds):
        said += work(tmp_path / "office.eqi", home, Random(turn))
        session = open_session(tmp_path / "office.eqi", place(home))
        check(session, said)
        assert session.register.replica == replica
        session.close()
    assert said
