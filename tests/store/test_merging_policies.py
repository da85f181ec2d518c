"""Policies, links, endorsements, calls and answers between devices: any order of files ends equal."""

from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipinspect.model.declarations import Declarations
from equipinspect.model.fields import Value
from equipinspect.store.coverage import Asked, Scope, curve
from tests.exchanging import Device, device

NAMES = ("田野", "机关", "城关")
POLICY: dict[str, Value] = {
    "number": "B1",
    "kind": "lift_liability",
    "starts": "2026-01-01",
    "ends": "2026-12-31",
}
LIFT: dict[str, Value] = {
    "serial_no": "A1",
    "use_status": "in_use",
    "use_status_from": "2025-01-01",
}
BESIDE: dict[str, dict[str, Value]] = {
    "policy_link": {"matched_by": "hand"},
    "endorsement": {"number": "P1", "kind": "surrender", "effective_on": "2026-06-01"},
    "claim": {"number": "C1", "happened_on": "2026-05-01", "state": "open"},
    "contact_note": {"on": "2026-05-01", "about": "insurance", "result": "promised"},
    "insured_row": {"number": "B1", "state": "open", "score": 80},
    "alarm_answer": {"alarm": "policy", "reason": "renewing", "on": "2026-05-01"},
    "period_report": {"name": "月报", "period": "month", "cut_off": "2026-05-31"},
}


def meet(devices: list[Device]) -> None:
    """Everybody takes everybody's file, twice round."""
    for _round in range(2):
        for giver in devices:
            path = giver.give()
            for taker in devices:
                if taker is not giver:
                    taker.take(path)


def act(where: Device, policy: int, lift: int, data: st.DataObject) -> None:
    """Do one thing on one device."""
    what = data.draw(st.sampled_from(["period", "surrendered_on", "limit_total", "use", "beside"]))
    month = data.draw(st.integers(1, 12))
    if what == "period":
        where.write(policy, "period", {"starts": "2026-01-01", "ends": f"2026-{month:02}-28"})
    elif what == "surrendered_on":
        where.write(policy, "surrendered_on", f"2026-{month:02}-15")
    elif what == "limit_total":
        where.write(policy, "limit_total", str(month * 100_000))
    elif what == "use":
        status = data.draw(st.sampled_from(["in_use", "stopped"]))
        where.write(lift, "use", {"use_status": status, "use_status_from": f"2026-{month:02}-01"})
    else:
        kind = data.draw(st.sampled_from(sorted(BESIDE)))
        values = dict(BESIDE[kind])
        if kind in ("policy_link", "endorsement", "claim", "insured_row"):
            values["policy"] = policy
        if kind == "policy_link":
            values["equipment"] = lift
        if kind == "alarm_answer":
            values["subject"] = policy
        where.add(kind, values)


def counted(each: Device) -> list[object]:
    """What a device says of coverage: every day of the year, and one day by itself."""
    scope = Scope()
    days = curve(each.register, scope, date(2026, 1, 1), date(2026, 12, 31))
    return [*days, Asked(each.register, scope, date(2026, 6, 15)).counted()]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_of_work_and_files_ends_in_one_coverage(
    data: st.DataObject, declared: Declarations, tmp_path_factory
) -> None:
    folder: Path = tmp_path_factory.mktemp("merge")
    devices = [device(folder, declared, name) for name in NAMES]
    policy, lift = devices[0].add("policy", POLICY), devices[0].add("elevator", LIFT)
    devices[0].add("policy_link", {"policy": policy, "equipment": lift})
    meet(devices)
    for _turn in range(data.draw(st.integers(1, 10))):
        where = data.draw(st.sampled_from(devices))
        act(where, policy, lift, data)
        if data.draw(st.booleans()):
            giver, taker = data.draw(st.permutations(devices))[:2]
            taker.take(giver.give())
    meet(devices)
    assert len({d.digest for d in devices}) == 1
    assert all(d.clean() for d in devices)
    first, *others = map(counted, devices)
    assert all(each == first for each in others)
    for each in devices:
        each.register.close()


def test_two_ends_of_one_policy_are_for_people(declared: Declarations, tmp_path: Path) -> None:
    field, office = (device(tmp_path, declared, name) for name in NAMES[:2])
    policy = field.add("policy", POLICY)
    office.take(field.give())
    office.write(policy, "period", {"starts": "2026-01-01", "ends": "2026-11-30"})
    field.write(policy, "period", {"starts": "2026-01-01", "ends": "2027-03-31"})
    office.take(field.give())
    assert office.row(policy).conflicts == 1
    assert office.clean()
    for each in (field, office):
        each.register.close()
