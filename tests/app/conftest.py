"""An office with an empty register on a fixed day, and builders of real sheets."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from equipinspect import RESOURCES
from equipinspect.app import importing, records
from equipinspect.app.importing import Plan
from equipinspect.app.office import Beginning, Place, create_office
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.store import queries
from equipinspect.store.queries import Query, Row

Sheet = Callable[..., Path]
Brought = Callable[..., Plan]


class Clock:
    """A clock that tests set; each look at it is a second later."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """Monday 2026-11-23, nine o'clock."""
    return Clock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def office(tmp_path: Path, home: Path, clock: Clock) -> Iterator[Session]:
    """A county office with an empty register."""
    answers = Beginning("凤翔区市场监督管理局", "凤翔区", "甄执一")
    session = create_office(tmp_path / "台账.eqi", Place(RESOURCES, home, clock), answers)
    yield session
    session.close()


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Write titles and rows into an xlsx and return its path."""

    def write(*rows: Sequence[object], name: str = "台账.xlsx", title: str = "表一") -> Path:
        book = openpyxl.Workbook()
        page = book.active
        page.title = title
        for row in rows:
            page.append(list(row))
        path = tmp_path / name
        book.save(path)
        book.close()
        return path

    return write


@pytest.fixture
def bring(office: Session) -> Brought:
    """Preview a sheet and write it; return the plan."""

    def brought(kind: str, path: Path, **wanted: str) -> Plan:
        plan = importing.preview(office, kind, Wanted(path, **wanted))
        importing.apply(office, plan)
        return plan

    return brought


def rows_of(session: Session, kind: str) -> list[Row]:
    """Every living record of a kind, oldest first."""
    ids = queries.positions(session.register, Query(kind))
    return queries.rows(session.register, kind, list(ids))


def add(session: Session, kind: str, **texts: str) -> int:
    """Register a record from what a person types."""
    return records.save_new(session, kind, records.parse(session, kind, texts))
