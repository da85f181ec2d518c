"""The grade of an accident, from people, money and time (条例 art. 61–64)."""

from __future__ import annotations

from collections.abc import Mapping

GRADES = ("none", "ordinary", "larger", "major", "extreme")
LIMITS = (  # deaths, severe injuries, loss in 万元: “以上” includes the number
    ("extreme", 30, 100, 10_000),
    ("major", 10, 50, 5_000),
    ("larger", 3, 10, 1_000),
    ("ordinary", 1, 1, 1),
)
PRESSURE = frozenset({"boiler", "pressure_vessel", "gas_cylinder", "pressure_pipeline"})
HALF_DAY = 720  # minutes aloft on a ropeway or ride
STRANDED = {"elevator": 120, "ropeway": 210, "amusement_ride": 60}  # minutes for 一般


def grade(facts: Mapping[str, object]) -> str:
    """Return the grade of an accident: extreme, major, larger, ordinary or none.

    ``facts`` are the fields of an accident: deaths, severe (people), loss (万元), stranded_minutes,
    kind and device_kind.
    """
    deaths, severe, loss = (float(str(facts.get(k) or 0)) for k in ("deaths", "severe", "loss"))
    by_harm = next(
        (
            name
            for name, people, hurt, money in LIMITS
            if deaths >= people or severe >= hurt or loss >= money
        ),
        "none",
    )
    return max(by_harm, _by_kind(facts), key=GRADES.index)


def _by_kind(facts: Mapping[str, object]) -> str:
    device, kind = facts.get("device_kind"), facts.get("kind")
    minutes = int(str(facts.get("stranded_minutes") or 0))
    if (kind == "explosion" and device in PRESSURE) or (kind == "overturn" and device == "crane"):
        return "larger"
    if device in ("ropeway", "amusement_ride") and minutes >= HALF_DAY:
        return "larger"
    limit = STRANDED.get(str(device))
    return "ordinary" if limit is not None and minutes >= limit else "none"
