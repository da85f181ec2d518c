"""The register of an invented office, begun afresh for every test."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from equipinspect.app import importing
from equipinspect.app.importing import Plan
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from tests.ledgers import Brought, Clock, Sheet, county_office, write_sheet
from tests.registers import new_office


@pytest.fixture
def session(tmp_path: Path, home: Path) -> Iterator[Session]:
    """An office with its first person and nothing else."""
    opened = new_office(tmp_path / "office.eqi", home)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """Monday 2026-11-23, nine o'clock."""
    return Clock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def office(tmp_path: Path, home: Path, clock: Clock) -> Iterator[Session]:
    """A county office whose clock the test sets."""
    opened = county_office(tmp_path, home, clock)
    yield opened
    opened.close()


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Write titles and rows into an xlsx and return its path."""

    def write(*rows: Sequence[object], name: str = "台账.xlsx", title: str = "表一") -> Path:
        return write_sheet(tmp_path / name, rows, title)

    return write


@pytest.fixture
def bring(office: Session) -> Brought:
    """Preview a sheet and write it; return the plan."""

    def brought(kind: str, path: Path, **wanted: str) -> Plan:
        plan = importing.preview(office, kind, Wanted(path, **wanted))
        importing.apply(office, plan)
        return plan

    return brought
