"""Measures a case: subject and anchor in turn as CPU time, their ratio, peak memory, and the check."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from typing import TypeVar

MIB = 1024
RESET_PEAK = "5"  # proc(5), clear_refs: forget the highest resident size so far


@dataclass(frozen=True)
class Timing:
    """What a subject reports that measured itself: milliseconds, what it made, its own peak in MiB."""

    ms: float
    value: object = None
    peak_mb: float | None = None


Work = Callable[[], object]
Item = TypeVar("Item")


def nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Case:
    """One thing to measure; a missing subject or anchor is None and is said, never left out."""

    group: str
    name: str
    anchor: str
    subject: Work | None
    against: Work | None
    check: Callable[[object, object], bool]
    prepare: Callable[[], None] = nothing


@dataclass(frozen=True)
class Row:
    """One line of the table; None stands for missing."""

    group: str
    case: str
    anchor: str
    subject_ms: float | None
    anchor_ms: float | None
    ratio_median: float | None
    ratio_p90: float | None
    peak_mb: float | None
    check: str


def timed(work: Work) -> Timing:
    """Run once and return CPU milliseconds of this process, unless the work timed itself."""
    gc.collect()
    begun = time.process_time()
    value = work()
    ms = (time.process_time() - begun) * 1000
    return value if isinstance(value, Timing) else Timing(ms, value)


def each(work: Callable[[Item], object], items: Sequence[Item]) -> Timing:
    """Do the work for every item and return the mean CPU milliseconds, with what each made."""
    begun = time.process_time()
    values = [work(item) for item in items]
    return Timing((time.process_time() - begun) * 1000 / len(items), values)


def measure(case: Case, rounds: int) -> Row:
    """Run subject and anchor in turn ``rounds`` times; the check must hold in every round."""
    subjects: list[float] = []
    anchors: list[float] = []
    peaks: list[float] = []
    good = True
    for _round in range(rounds):
        case.prepare()
        mine, theirs = Timing(0), Timing(0)
        if case.subject is not None:
            before = _reset_peak()
            mine = timed(case.subject)
            subjects.append(mine.ms)
            peaks += _peak(mine, before)
        if case.against is not None:
            theirs = timed(case.against)
            anchors.append(theirs.ms)
        good = good and (case.subject is None or case.check(mine.value, theirs.value))
    return _row(case, subjects, anchors, peaks, good)


def _row(
    case: Case, subjects: list[float], anchors: list[float], peaks: list[float], good: bool
) -> Row:
    ratios = [a / b for a, b in zip(subjects, anchors, strict=False) if b]
    return Row(
        case.group, case.name, case.anchor,
        median(subjects) if subjects else None, median(anchors) if anchors else None,
        median(ratios) if ratios else None, share(ratios, 0.9) if ratios else None,
        max(peaks) if peaks else None, ("ok" if good else "FAIL") if subjects else "missing",
    )  # fmt: skip


def share(values: list[float], part: float) -> float:
    """Return the value that a part of all does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(part * len(ordered)) - 1)]


def _peak(mine: Timing, before: float | None) -> list[float]:
    """Return what a run needed above what was resident before, as far as it is known."""
    if mine.peak_mb is not None:
        return [mine.peak_mb]
    return [] if before is None else [max(0.0, resident("VmHWM") - before)]


def _reset_peak() -> float | None:
    """Forget the peak and return the MiB resident now; None where the system cannot."""
    try:
        Path("/proc/self/clear_refs").write_text(RESET_PEAK, encoding="ascii")
        return resident("VmRSS")
    except OSError:
        return None


def resident(line: str) -> float:
    """Return VmRSS (now) or VmHWM (peak) of this process in MiB; Linux only."""
    for text in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if text.startswith(line):
            return int(text.split()[1]) / MIB
    raise KeyError(line)
