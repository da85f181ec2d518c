"""The data visits and hazards go by: checklists, steps, working days; read once a program run."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from equipinspect.app.session import Session
from equipinspect.model.checklists import Library, load_library
from equipinspect.model.hazard_steps import Steps, load_steps
from equipinspect.model.working_days import Calendar, read_calendar


def library(session: Session) -> Library:
    """Return checklists, clauses and criteria; raise UserError when a file of theirs is wrong."""
    return _library(session.resources)


def steps(session: Session) -> Steps:
    """Return what may happen to a hazard."""
    return _steps(session.resources)


def calendar(session: Session) -> Calendar:
    """Return the working days; raise UserError when the holiday file has a gap or is wrong."""
    return _calendar(session.resources)


@lru_cache
def _library(resources: Path) -> Library:
    return load_library(resources)


@lru_cache
def _steps(resources: Path) -> Steps:
    return load_steps(resources)


@lru_cache
def _calendar(resources: Path) -> Calendar:
    return read_calendar(resources / "rules" / "holidays.toml")
