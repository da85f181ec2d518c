"""Sheets as tests make them, and what a register holds after they went in."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

from equipinspect import RESOURCES
from equipinspect.app import records
from equipinspect.app.importing import Plan
from equipinspect.app.office import Beginning, Place, create_office
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


def county_office(folder: Path, home: Path, clock: Clock) -> Session:
    """A county office with an empty register and one officer."""
    answers = Beginning("凤翔区市场监督管理局", "凤翔区", "甄执一")
    return create_office(folder / "台账.eqi", Place(RESOURCES, home, clock), answers)


def write_sheet(path: Path, rows: Sequence[Sequence[object]], title: str = "表一") -> Path:
    """Write rows into an xlsx and return its path."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(list(row))
    book.save(path)
    book.close()
    return path


def rows_of(session: Session, kind: str) -> list[Row]:
    """Every living record of a kind, oldest first."""
    ids = queries.positions(session.register, Query(kind))
    return queries.rows(session.register, kind, list(ids))


def add(session: Session, kind: str, **texts: str) -> int:
    """Register a record from what a person types."""
    return records.save_new(session, kind, records.parse(session, kind, texts))
