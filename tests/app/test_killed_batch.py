"""Killed in the middle of a batch: no number twice, none lost, and the rest of the job prints the same."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from equipinspect.app import health, keys, print_jobs, records
from equipinspect.app.office import open_session
from equipinspect.app.print_jobs import Part
from equipinspect.app.session import Session
from equipinspect.documents.scan import read_codes
from equipinspect.model.ids import parse_id
from tests import batching
from tests.ledgers import add, rows_of
from tests.registers import new_office, place

ROOT = Path(__file__).parents[2]
LIFTS, LONGEST = 12, 3.0


def furnish(session: Session) -> None:
    """Give the office a key, two officers, and lifts that were checked today."""
    today = session.today()
    card = {"law_card_expires": f"{today.year + 2}-12-31"}
    officers = [
        add(session, "person", name=f"甄{n}", law_card_no=f"SC-{n}", **card) for n in "一二"
    ]
    unit = add(session, "unit", name="秋实物业有限公司")
    for n in range(LIFTS):
        lift = add(session, "elevator", device_code=f"3110100032018{n:04d}", use_status="在用",
                   name="曳引驱动乘客电梯", address="秋实路 1 号",
                   inspection_next=f"{today.year + 1}-05")  # fmt: skip
        found = records.read(session, lift)
        records.save(session, found, {"user_unit": unit, "maint_unit": unit})
        with session.action("check") as running:
            running.create("check", {
                "equipment": lift, "checked_on": today.isoformat(), "kind": "routine",
                "result": "clear", "officer1": officers[0], "officer2": officers[1],
            })  # fmt: skip
    keys.new_key(session, batching.PASSPHRASE)


def work(path: Path, home: Path, rnd: Random) -> list[str]:
    """Let a process issue and print, kill it, and return what it had said."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.batching", str(path), str(home)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    with pytest.raises(subprocess.TimeoutExpired):
        started.wait(rnd.uniform(0, LONGEST))
    started.kill()
    return [line for line in started.communicate()[0].splitlines() if " " in line]


def check(session: Session, said: list[str], folder: Path) -> None:
    made = rows_of(session, "certificate")
    numbers = [str(row.values["number"]) for row in made]
    assert len(set(numbers)) == len(numbers)
    jobs = {job.id: job for job in print_jobs.jobs(session)}
    assert len(numbers) == sum(job.count for job in jobs.values()) == LIFTS * len(jobs)
    for line in said:
        word, job, *_count = line.split()
        assert parse_id(job) in jobs
        assert word == "issued" or jobs[parse_id(job)].printed == LIFTS
    for job in list(jobs)[:1]:
        whole, rest = folder / "whole.pdf", folder / "rest.pdf"
        for old in (whole, rest):
            old.unlink(missing_ok=True)
        print_jobs.print_job(session, job, whole, Part(reason="断电"))
        print_jobs.print_job(session, job, rest, Part(first=5, reason="断电"))
        assert read_codes(rest) == read_codes(whole)[4:]
    assert health.audit(session).findings == []


@pytest.mark.parametrize("rounds", [2, pytest.param(50, marks=pytest.mark.long)])
def test_a_killed_batch_has_every_number_once(rounds: int, tmp_path: Path, home: Path) -> None:
    with closing(new_office(tmp_path / "office.eqi", home)) as session:
        furnish(session)
    said: list[str] = []
    for turn in range(rounds):
        said += work(tmp_path / "office.eqi", home, Random(turn))
        with closing(open_session(tmp_path / "office.eqi", place(home))) as session:
            check(session, said, tmp_path)
    assert said
