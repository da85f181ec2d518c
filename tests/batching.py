"""A process that issues and prints batches until it is killed, and says what it finished."""

from __future__ import annotations

import sys
from pathlib import Path

from equipinspect.app import batches, print_jobs
from equipinspect.app.office import open_session
from equipinspect.app.preflight import preflight
from equipinspect.model.ids import show_id
from tests.ledgers import rows_of
from tests.registers import place

PASSPHRASE = "只在测试里用的口令"


def say(*words: str) -> None:
    """Tell the process that waits."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Work until the end comes."""
    session = open_session(Path(sys.argv[1]), place(Path(sys.argv[2])))
    out = Path(sys.argv[1]).with_name("batch.pdf")
    say("ready")
    while True:
        out.unlink(missing_ok=True)
        ids = [row.id for row in rows_of(session, "elevator")]
        made = batches.issue(session, preflight(session, ids).ready, batches.Plan(), PASSPHRASE)
        say("issued", show_id(made.job))
        print_jobs.print_job(session, made.job, out, print_jobs.Part())
        say("printed", show_id(made.job))


if __name__ == "__main__":
    main()
