"""A visit killed at any moment comes back as a draft; what was said to be kept is there."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from equipinspect.app import drafts, visits
from equipinspect.app.office import open_session
from tests.ledgers import Clock
from tests.registers import place
from tests.visits import scene_in

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("rounds", [3, pytest.param(30, marks=pytest.mark.long)])
def test_a_killed_visit_comes_back_with_everything_said_to_be_kept(
    rounds: int, tmp_path: Path
) -> None:
    scene = scene_in(tmp_path, Clock(datetime(2026, 9, 1, 1, tzinfo=UTC)))
    path, home = scene.session.path, scene.session.home
    wanted = visits.Wanted(equipment=scene.lifts, officers=scene.officers[:2])
    name = visits.begin(scene.session, wanted).id
    scene.session.close()
    rnd = Random(7)
    for _round in range(rounds):
        started = subprocess.Popen(
            [sys.executable, "-m", "tests.drafting", str(path), str(home), name],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            started.wait(rnd.uniform(0.05, 0.6))
        started.kill()
        said = [line.split() for line in started.communicate()[0].splitlines() if line]
        whole = [words for words in said if len(words) == 3]
        session = open_session(path, place(home))
        [offered] = drafts.listed(session)
        assert (offered.id, offered.crashed, offered.damaged) == (name, True, False)
        draft = drafts.load(session, name)
        session.close()
        latest = {(part, code): int(turn) for part, code, turn in whole}
        for (part, code), turn in latest.items():
            words = draft.part(part).marks[code].words
            assert int(words.split()[1]) >= turn
