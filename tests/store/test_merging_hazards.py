"""Visits, hazards, steps and directives between devices: any order ends equal, a higher level stays."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipinspect.model.declarations import Declarations
from equipinspect.model.fields import Value
from tests.exchanging import Device, device

NAMES = ("田野", "机关", "城关")
STATES = ("issued", "rectifying", "reported", "rechecked", "closed")
KINDS: dict[str, dict[str, Value]] = {
    "check": {"checked_on": "2026-03-06", "kind": "routine", "result": "open", "number": "检1"},
    "device_check": {"name": "电梯", "result": "open", "verdicts": "DT-16 不符合 不亮"},
    "check_item": {"item": "DT-16", "verdict": "fail", "words": "不亮"},
    "hazard_step": {"step": "issue", "on": "2026-03-07"},
    "directive": {"number": "令1", "issued_on": "2026-03-06", "deadline": "2026-03-20"},
    "enforcement": {"kind": "sealing", "began_on": "2026-03-06", "until": "2026-04-05"},
    "accident": {"happened_at": "2026-03-06 09:00", "kind": "entrapment", "grade": "none"},
}
GROUPS: tuple[tuple[str, dict[str, Value]], ...] = (
    (
        "recheck",
        {"rechecked_on": "2026-03-18", "recheck_result": "pass", "rectified_on": "2026-03-18"},
    ),
    ("recheck", {"rechecked_on": "2026-03-19", "recheck_result": "fail"}),
    (
        "term",
        {"deadline": "2026-03-25", "first_deadline": "2026-03-20", "extended_on": "2026-03-15"},
    ),
    ("closing", {"closed_on": "2026-03-19"}),
    (
        "transfer",
        {"transferred_on": "2026-03-10", "transferred_to": "住建局", "transfer_receipt": "回1"},
    ),
    ("void", {"voided_on": "2026-03-11", "void_reason": "重复"}),
)
HAZARD: dict[str, Value] = {"description": "不亮", "found_on": "2026-03-06", "level": "ordinary",
                            "state": "found", "state_on": "2026-03-06"}  # fmt: skip


def meet(devices: list[Device]) -> None:
    """Everybody takes everybody's file, twice round."""
    for _round in range(2):
        for giver in devices:
            path = giver.give()
            for taker in devices:
                if taker is not giver:
                    taker.take(path)


def act(where: Device, hazard: int, data: st.DataObject) -> None:
    """Do one thing with the hazard on one device, or enter a record beside it."""
    what = data.draw(st.sampled_from(["status", "level", "group", "beside"]))
    if what == "status":
        day = data.draw(st.integers(7, 20))
        event = {"state": data.draw(st.sampled_from(STATES)), "state_on": f"2026-03-{day:02}"}
        where.write(hazard, "status", event)
    elif what == "level":
        where.write(hazard, "level", data.draw(st.sampled_from(["ordinary", "larger", "major"])))
    elif what == "group":
        group, values = data.draw(st.sampled_from(GROUPS))
        where.write(hazard, group, values)
    else:
        kind = data.draw(st.sampled_from(sorted(KINDS)))
        values = dict(KINDS[kind])
        if kind in ("hazard_step", "enforcement"):
            values["hazard"] = hazard
        where.add(kind, values)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_of_work_and_files_ends_equal(
    data: st.DataObject, declared: Declarations, tmp_path_factory
) -> None:
    folder: Path = tmp_path_factory.mktemp("merge")
    devices = [device(folder, declared, name) for name in NAMES]
    hazard = devices[0].add("hazard", HAZARD)
    meet(devices)
    for _turn in range(data.draw(st.integers(1, 10))):
        where = data.draw(st.sampled_from(devices))
        act(where, hazard, data)
        if data.draw(st.booleans()):
            giver, taker = data.draw(st.permutations(devices))[:2]
            taker.take(giver.give())
    meet(devices)
    assert len({d.digest for d in devices}) == 1
    assert len({d.rows for d in devices}) == 1
    assert all(d.clean() for d in devices)
    for each in devices:
        each.register.close()


def test_the_higher_level_stays_until_somebody_decides(
    declared: Declarations, tmp_path: Path
) -> None:
    field, office = (device(tmp_path, declared, name) for name in NAMES[:2])
    hazard = field.add("hazard", HAZARD)
    office.take(field.give())
    office.write(hazard, "level", "major")
    field.write(hazard, "level", "larger")
    office.take(field.give())
    field.take(office.give())
    for each in (field, office):
        row = each.row(hazard)
        assert (row.values["level"], row.conflicts) == ("major", 1)
        each.register.close()


def test_two_recheck_results_are_for_people(declared: Declarations, tmp_path: Path) -> None:
    field, office = (device(tmp_path, declared, name) for name in NAMES[:2])
    hazard = field.add("hazard", HAZARD)
    office.take(field.give())
    office.write(hazard, "recheck", GROUPS[0][1])
    field.write(hazard, "recheck", GROUPS[1][1])
    office.take(field.give())
    assert office.row(hazard).conflicts == 1
    assert office.clean()
    for each in (field, office):
        each.register.close()
