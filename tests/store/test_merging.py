"""Files between devices: the union of what they hold, nothing lost, nothing seen twice, every doubt kept."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from equipinspect.model.declarations import Declarations
from equipinspect.model.errors import Cancelled, UserError
from equipinspect.model.fields import Value
from equipinspect.store import history, merging, parking, proving, strangers
from equipinspect.store.export import Selection
from tests.exchanging import CHECKS, Device, device, never, quiet

LIFT: dict[str, Value] = {"address": "金台大道 8 号", "rated_load_kg": 1000, "name": "曳引电梯"}
Make = Callable[[str], Device]


@pytest.fixture
def make(tmp_path: Path, declared: Declarations) -> Iterator[Make]:
    """Make devices by name."""
    made: list[Device] = []

    def new(name: str) -> Device:
        made.append(device(tmp_path, declared, name))
        return made[-1]

    yield new
    for each in made:
        each.register.close()


def test_a_file_brings_what_the_other_lacks_and_again_brings_nothing(make: Make) -> None:
    field, office = make("田野"), make("机关")
    lift = field.add("elevator", LIFT)
    field.write(lift, "floors", 18)
    first = office.take(path := field.give())
    assert (first.result, first.new, first.operations, first.created) == ("merged", 3, 3, 2)
    assert office.row(lift).values["floors"] == 18
    again = office.take(path)
    assert (again.result, again.new, again.known) == ("nothing_new", 0, 3)
    assert office.clean()


def test_after_both_ways_the_registers_are_equal(make: Make) -> None:
    one, two = make("甲"), make("乙")
    lift = one.add("elevator", LIFT)
    two.take(one.give())
    one.write(lift, "name", "一号梯")
    two.write(lift, "name", "二号梯")
    two.add("elevator", LIFT)
    found = one.take(two.give())
    two.take(one.give())
    assert found.conflicts == 1
    assert (one.digest, one.rows) == (two.digest, two.rows)
    assert one.row(lift).conflicts == 1
    assert one.clean()


def test_any_order_gives_the_same(make: Make, tmp_path: Path) -> None:
    base = make("base")
    lift = base.add("elevator", LIFT)
    start = base.give()
    files = []
    for name in ("甲", "乙", "丙"):
        each = make(name)
        each.take(start)
        each.write(lift, "name", f"{name}号梯")
        each.add("unit", {"name": f"{name}物业"})
        files.append(each.give())
    seen = set()
    for number, order in enumerate(permutations([start, *files])):
        target = make(f"收{number}")
        for path in order:
            target.take(path)
        seen.add(target.rows)
        assert target.row(lift).conflicts == 1
        target.register.close()
    assert len(seen) == 1 + 23  # the own device of each target is a row of its own


def test_incremental_files_wait_for_what_is_between(make: Make) -> None:
    field, office = make("田野"), make("机关")
    lift = field.add("elevator", LIFT)
    whole = field.give()
    held = {field.register.replica: 2}
    field.write(lift, "floors", 18)
    late = field.handed("late.eqx", Selection(since=held))
    assert (late.sets, late.operations) == (1, 1)
    early = office.take(late.path)
    assert (early.result, early.parked) == ("parked", 1)
    assert "第 1 至 2 个" in early.waiting[0][1]
    done = office.take(whole)
    assert (done.result, done.new, done.parked) == ("merged", 3, 0)
    assert office.row(lift).values["floors"] == 18
    assert office.clean()


def test_what_is_not_admitted_waits_byte_for_byte_and_is_passed_on(make: Make) -> None:
    field, relay, office = make("田野"), make("中转"), make("机关")
    lift = field.add("elevator", LIFT)
    found = relay.take(field.give(), admit=lambda _r, _k, _s: "还没有登记")
    assert (found.result, found.new, found.parked) == ("parked", 0, 2)
    assert found.waiting == [(field.register.replica, "还没有登记", 2)]
    office.take(relay.give())
    assert office.row(lift).values["address"] == LIFT["address"]
    terms = merging.Terms(CHECKS, lambda _r, _k, _s: "", "2026-03-06T17:00:00+08:00")
    late = merging.reconsider(relay.register, terms, quiet)
    assert (late.new, late.parked) == (2, 0)
    assert list(parking.waiting(relay.register)) == []
    assert relay.clean()
    assert office.clean()


def test_revoked_from_a_set_on_keeps_what_came_before(make: Make) -> None:
    field, office = make("田野"), make("机关")
    lift = field.add("elevator", LIFT)
    field.write(lift, "floors", 18)
    office.take(field.give(), admit=lambda _r, _k, seq: "已停用" if seq > 2 else "")
    assert "floors" not in office.row(lift).values
    assert office.clean()


def test_a_dry_run_leaves_nothing(make: Make) -> None:
    field, office = make("田野"), make("机关")
    field.add("elevator", LIFT)
    before = office.register.path.read_bytes(), office.digest
    found = office.take(field.give(), dry_run=True)
    assert (found.result, found.new) == ("merged", 2)
    assert office.digest == before[1]


def test_cancelling_keeps_nothing(make: Make) -> None:
    field, office = make("田野"), make("机关")
    field.add("elevator", LIFT)
    before = office.digest
    terms = merging.Terms(CHECKS, lambda _r, _k, _s: "", "2026-03-06T17:00:00+08:00")
    with strangers.opened(field.give(), field.folder / "p") as stranger:
        proven = proving.prove(stranger, terms.checks, quiet)
        with pytest.raises(Cancelled):
            merging.merge(office.register, stranger, proven, terms, quiet, lambda: True)
    assert office.digest == before


def test_an_export_never_overwrites_and_leaves_no_half_file(make: Make) -> None:
    field = make("田野")
    path = field.give("once.eqx")
    before = path.read_bytes()
    with pytest.raises(UserError, match="已存在"):
        field.give("once.eqx")
    assert path.read_bytes() == before
    assert not list(field.folder.glob("*.part"))


def test_every_value_ever_typed_is_reachable(make: Make) -> None:
    one, two = make("甲"), make("乙")
    lift = one.add("elevator", LIFT)
    two.take(one.give())
    for each, words in ((one, ("一", "二")), (two, ("三", "四"))):
        for word in words:
            each.write(lift, "name", word)
    one.take(two.give())
    typed = {event.new.get("name") for event in history.of_entity(one.register, lift)}
    assert typed == {"曳引电梯", "一", "二", "三", "四"}
    assert never() is False


def test_clocks_at_1970_and_2036_reorder_nothing_and_are_told(make: Make) -> None:
    one, two, three = make("甲"), make("乙"), make("丙")
    lift = one.add("elevator", LIFT)
    two.take(one.give())
    one.wall, two.wall = "1970-01-01T08:00:00+08:00", "2036-05-01T08:00:00+08:00"
    one.write(lift, "name", "旧")
    one.write(lift, "name", "新")
    two.write(lift, "maint_phone", "0917-1")
    first, second = three.take(one.give()), three.take(two.give())
    assert three.row(lift).values["name"] == "新"
    assert three.row(lift).values["maint_phone"] == "0917-1"
    assert any("1970" in text for text in first.clocks)
    assert any("将来" in text for text in second.clocks)
    assert three.clean()
