"""A process that judges items until it is killed: each line it prints was kept before it was printed."""

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from equipinspect import RESOURCES
from equipinspect.app import drafts, visits
from equipinspect.app.office import Place, open_session


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(path: Path, home: Path, name: str) -> None:
    """Judge, write words and judge again, for ever."""
    session = open_session(path, Place(RESOURCES, home, lambda: datetime.now(UTC)))
    draft = drafts.take_up(session, name)
    at = [(p.key, item.code) for p in draft.parts for item in visits.checklist_of(session, p).items]
    _say("ready")
    for turn in count():
        part, code = at[turn % len(at)]
        visits.judge(session, draft, (part, code), ("pass", "fail", "na")[turn % 3])
        visits.say(session, draft, (part, code), words=f"第 {turn} 次")
        _say(f"{part} {code} {turn}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
