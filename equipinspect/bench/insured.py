"""A city's lifts and policies for the benchmark: 30,000 lifts with three yearly links each at size L."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from equipinspect.app.session import Session

COUNTIES = tuple(f"6103{n:02}" for n in (2, 3, 4, 5, 23, 24, 26, 27, 28, 29, 30, 31))
FIRST_YEAR, YEARS, FLEET, A_UNIT = 2023, 3, 20, 60
STOPPED = 0.06


def fill(session: Session, lifts: int, rng: Random) -> None:
    """Create lifts in use and stopped ones, and one policy a year for every twenty of them."""
    with session.action("import") as running:
        insurers = [
            running.create("unit", {"name": f"演示财险{n}", "roles": "insurer"}) for n in range(4)
        ]
        units = [
            running.create("unit", {"name": f"演示物业{n}"}) for n in range(max(1, lifts // A_UNIT))
        ]
        ids = []
        for number in range(lifts):
            since = date(2015, 1, 1) + timedelta(days=rng.randint(0, 4000))
            ids.append(running.create("elevator", {
                "serial_no": f"C{number:05}", "county": rng.choice(COUNTIES), "variety_code": "3110",
                "user_unit": units[number % len(units)], "address": f"演示路{number}号", "use_status": "in_use",
                "use_status_from": since.isoformat(), "reg_status": "registered"}))  # fmt: skip
        for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
            for start in range(0, lifts, FLEET):
                day = date(year, rng.randint(1, 12), rng.randint(1, 28))
                policy = running.create("policy", {
                    "number": f"B{year}{start:06}", "kind": "lift_liability", "insurer": rng.choice(insurers),
                    "starts": day.isoformat(), "lift_count": FLEET,
                    "ends": (day.replace(year=year + 1) - timedelta(days=1)).isoformat()})  # fmt: skip
                for lift in ids[start : start + FLEET]:
                    running.create("policy_link", {"policy": policy, "equipment": lift})
    with session.action("bulk") as running:
        for lift in ids:
            if rng.random() < STOPPED:
                day = date(2024, 1, 1) + timedelta(days=rng.randint(0, 700))
                event = {"use_status": "stopped", "use_status_from": day.isoformat()}
                running.write("elevator", lift, "use", event, [])
