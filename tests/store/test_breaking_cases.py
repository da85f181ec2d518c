"""The cases that break other programs that merge files: each is a listed conflict, or two records, or waits."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from equipinspect.model.declarations import Declarations
from equipinspect.model.fields import Value
from equipinspect.store import conflicts, merging, opening, parking, queries, withdrawing
from equipinspect.store import import_log as books
from equipinspect.store.conflicts import Conflict
from equipinspect.store.contention import DELETED
from equipinspect.store.export import Selection
from equipinspect.store.queries import Query
from equipinspect.store.withdrawing import Refused
from tests.exchanging import CHECKS, NOW, Device, admit_all, device, quiet
from tests.registers import audited
from tests.store.test_opening import declared_with

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


@pytest.fixture
def pair(make: Make) -> tuple[Device, Device, int]:
    """Two laptops that know the same lift."""
    one, two = make("甲"), make("乙")
    lift = one.add("elevator", LIFT)
    two.take(one.give())
    return one, two, lift


def listed(each: Device) -> list[Conflict]:
    return list(conflicts.every(each.register))


def swap(one: Device, two: Device) -> None:
    first, second = one.give(), two.give()
    two.take(first)
    one.take(second)
    assert one.digest == two.digest
    assert one.rows == two.rows
    assert one.clean()
    assert two.clean()


@pytest.mark.parametrize("deleter", [0, 1])
def test_edit_against_delete_is_listed_in_both_directions(
    pair: tuple[Device, Device, int], deleter: int
) -> None:
    *both, lift = pair
    both[deleter].remove(lift)
    both[1 - deleter].write(lift, "maint_phone", "0917-1")
    swap(*both)
    for each in both:
        (found,) = listed(each)
        assert found.field == DELETED
        assert {side.field for side in found.sides} == {DELETED, "maint_phone"}
        assert not each.row(lift).deleted
        assert each.row(lift).values["maint_phone"] == "0917-1"


@pytest.mark.parametrize("keep", [True, False])
def test_a_decided_delete_stays_decided_everywhere(
    pair: tuple[Device, Device, int], keep: bool
) -> None:
    one, two, lift = pair
    one.remove(lift)
    two.write(lift, "name", "甲梯")
    swap(one, two)
    with one.act("resolve") as running:
        (running.bring_back if keep else running.remove)("elevator", lift)
    swap(one, two)
    assert listed(one) == listed(two) == []
    assert two.row(lift).deleted is not keep


def test_a_child_added_beside_the_delete_of_its_parent_shows_both(make: Make) -> None:
    one, two = make("甲"), make("乙")
    unit = one.add("unit", {"name": "甲物业"})
    two.take(one.give())
    one.remove(unit)
    lift = two.add("elevator", LIFT | {"user_unit": unit})
    swap(one, two)
    for each in (one, two):
        (found,) = listed(each)
        assert (found.entity, found.field) == (unit, DELETED)
        assert lift in {side.entity for side in found.sides}
        assert not each.row(unit).deleted
        assert not each.row(lift).deleted
    two.write(lift, "user_unit", None)
    swap(one, two)
    assert listed(one) == []
    assert one.row(unit).deleted


def test_a_reference_written_beside_the_delete_of_its_target(make: Make) -> None:
    one, two = make("甲"), make("乙")
    unit = one.add("unit", {"name": "甲物业"})
    lift = one.add("elevator", LIFT)
    two.take(one.give())
    one.remove(unit)
    two.write(lift, "maint_unit", unit)
    swap(one, two)
    assert [c.entity for c in listed(one)] == [unit]
    two.remove(lift)
    swap(one, two)
    assert listed(one) == []
    assert one.row(unit).deleted


def test_a_chain_of_deletes_stands_while_its_end_does(make: Make) -> None:
    one, two = make("甲"), make("乙")
    head = one.add("unit", {"name": "总公司"})
    branch = one.add("unit", {"name": "分公司", "branch_of": head})
    two.take(one.give())
    one.remove(branch)
    one.remove(head)
    lift = two.add("elevator", LIFT | {"user_unit": branch})
    swap(one, two)
    assert {c.entity for c in listed(one)} == {head, branch}
    assert not one.row(head).deleted
    one.write(lift, "user_unit", None)
    swap(one, two)
    assert listed(two) == []
    assert two.row(head).deleted
    assert two.row(branch).deleted


def test_every_child_stays_on_its_own_lift(make: Make) -> None:
    one, two, office = make("甲"), make("乙"), make("机关")
    made = {}
    for each in (one, two):
        lift = each.add("elevator", LIFT | {"serial_no": each.name})
        made[lift] = each.add(
            "attachment", {"owner": lift, "sha256": "0" * 64, "caption": each.name}
        )
    for path in (two.give(), one.give()):
        office.take(path)
    for lift, child in made.items():
        assert office.row(child).values["owner"] == lift
        assert office.row(child).values["caption"] == office.row(lift).values["serial_no"]
    assert office.clean()


def test_the_same_code_added_twice_is_two_records(make: Make) -> None:
    one, two, office = make("甲"), make("乙"), make("机关")
    for each in (one, two):
        each.add("elevator", LIFT | {"device_code": "31101000320180001100"})
        office.take(each.give())
    assert queries.count(office.register, Query("elevator")) == 2
    assert office.clean()


def test_a_declaration_ahead_waits_is_relayed_byte_for_byte_and_applies_after_the_upgrade(
    make: Make, tmp_path: Path, declared: Declarations
) -> None:
    later = declared_with(tmp_path / "later", unit="motto", elevator="hue")
    ahead = device(tmp_path, later, "新版")
    unit = ahead.add("unit", {"name": "甲", "motto": "诚信"})
    ahead.write(unit, "motto", "求实")
    relay, office = make("中转"), make("机关")
    first = relay.take(ahead.give())
    assert (first.new, first.parked) == (1, 2)
    assert {each.kind for each in parking.waiting(relay.register)} == {parking.NEWER, parking.GAP}
    office.take(relay.give())
    sent = {p.parcel.hash: p.parcel for p in parking.waiting(relay.register)}
    assert {p.parcel.hash: p.parcel for p in parking.waiting(office.register)} == sent
    office.register.close()
    office.register = opening.open_file(office.register.path, later)
    late = merging.reconsider(office.register, merging.Terms(CHECKS, admit_all, NOW), quiet)
    assert (late.new, late.parked) == (2, 0)
    assert office.row(unit).values["motto"] == "求实"
    assert audited(office.register).clean
    ahead.register.close()


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_clone_is_caught_in_any_order_and_the_work_of_both_ends_in_the_register(
    make: Make, tmp_path: Path, declared: Declarations, order: tuple[int, int]
) -> None:
    office, laptop = make("机关"), make("电脑")
    laptop.take(office.give())
    lift = laptop.add("elevator", LIFT)
    (tmp_path / "副本.eqi").write_bytes(snapshot(laptop))
    clone = Device("副本", opening.open_file(tmp_path / "副本.eqi", declared), tmp_path)
    clone.register.signer, clone.register.replica = laptop.register.signer, laptop.register.replica
    laptop.write(lift, "name", "电脑写的")
    mine = laptop.add("unit", {"name": "电脑的单位"})
    clone.write(lift, "name", "副本写的")
    theirs = clone.add("unit", {"name": "副本的单位"})
    clone.write(theirs, "phone", "0917-1")
    assert mine == theirs
    both = [laptop, clone]
    first = office.take(both[order[0]].give())
    second = office.take(both[order[1]].give())
    assert (first.quarantined, second.quarantined) == (0, 3 if order[1] else 2)
    (named,) = second.forks.values()
    assert "复制成了两台" in named
    loser = both[order[1]]
    back = loser.take(office.give(), follow=True, renew=loser.renew)
    assert back.reissued == (3 if order[1] else 2)
    assert loser.clean()
    done = office.take(loser.give())
    assert done.quarantined == 0
    names = {r.values["name"] for r in rows(office, "unit")}
    assert {"电脑的单位", "副本的单位"} <= names
    assert [c.field for c in listed(office)] == ["name"]
    assert office.clean()
    clone.register.close()


def snapshot(each: Device) -> bytes:
    """The bytes of a register with everything in the file itself."""
    each.register.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return each.register.path.read_bytes()


def rows(each: Device, kind: str) -> list[queries.Row]:
    return queries.rows(each.register, kind, list(queries.positions(each.register, Query(kind))))


def test_a_restored_laptop_goes_on_under_a_new_key(
    make: Make, tmp_path: Path, declared: Declarations
) -> None:
    office, laptop = make("机关"), make("电脑")
    laptop.take(office.give())
    lift = laptop.add("elevator", LIFT)
    backup = snapshot(laptop)
    laptop.write(lift, "floors", 7)
    office.take(laptop.give())
    (tmp_path / "恢复.eqi").write_bytes(backup)
    old = Device("恢复", opening.open_file(tmp_path / "恢复.eqi", declared), tmp_path)
    old.register.signer, old.register.replica = laptop.register.signer, laptop.register.replica
    before = old.register.replica
    old.take(office.give(), renew=old.renew)
    assert old.register.replica != before
    assert old.row(lift).values["floors"] == 7
    old.write(lift, "floors", 8)
    office.take(old.give())
    assert office.row(lift).values["floors"] == 8
    assert office.clean()
    old.register.close()


def test_withdrawing_a_merge_and_merging_again_is_the_identity(
    pair: tuple[Device, Device, int],
) -> None:
    one, two, lift = pair
    one.write(lift, "name", "一")
    two.write(lift, "name", "二")
    two.add("unit", {"name": "乙物业"})
    path = two.give()
    before = one.digest, one.rows
    one.take(path)
    after = one.digest, one.rows
    done = books.last(one.register)
    assert done is not None
    assert withdrawing.take_back(one.register, done, NOW) == 3
    assert (one.digest, one.rows) == before
    assert one.clean()
    one.take(path)
    assert (one.digest, one.rows) == after
    assert one.clean()


def test_what_later_work_rests_on_cannot_be_withdrawn(pair: tuple[Device, Device, int]) -> None:
    one, two, lift = pair
    unit = two.add("unit", {"name": "乙物业"})
    two.write(lift, "name", "二")
    one.take(two.give())
    one.write(lift, "name", "三")
    one.write(lift, "user_unit", unit)
    done = books.last(one.register)
    assert done is not None
    before = one.digest
    found = withdrawing.take_back(one.register, done, NOW)
    assert isinstance(found, Refused)
    assert any("改过" in text for text in found.reasons)
    assert any("引用" in text for text in found.reasons)
    assert one.digest == before


def test_what_was_passed_on_cannot_be_withdrawn(pair: tuple[Device, Device, int]) -> None:
    one, two, lift = pair
    two.write(lift, "name", "二")
    one.take(two.give())
    one.give("给市局.eqx")
    done = books.last(one.register)
    assert done is not None
    found = withdrawing.take_back(one.register, done, NOW)
    assert isinstance(found, Refused)
    assert "给市局.eqx" in found.reasons[0]


def test_a_slice_never_deletes_what_it_does_not_show(make: Make) -> None:
    office, laptop = make("机关"), make("电脑")
    shown, hidden = office.add("elevator", LIFT), office.add("elevator", LIFT)
    office.write(hidden, "name", "看不到的")
    part = office.handed("part.eqx", Selection(entities=frozenset({shown})))
    assert part.sliced == 2
    laptop.take(part.path)
    assert laptop.clean()
    assert queries.count(laptop.register, Query("elevator")) == 1
    laptop.write(shown, "floors", 3)
    before = office.row(hidden)
    office.take(laptop.give())
    assert office.row(hidden) == before
    assert office.row(shown).values["floors"] == 3
    assert office.clean()
    laptop.take(office.give())
    assert laptop.row(hidden).values["name"] == "看不到的"
    assert laptop.rows == office.rows
    assert laptop.digest == office.digest
    assert laptop.clean()


def test_a_relay_through_a_third_register_gives_the_city_the_same_rows(make: Make) -> None:
    city, counties = make("市局"), [make("东县"), make("西县")]
    for county in counties:
        laptop = make(f"{county.name}电脑")
        laptop.add("elevator", LIFT)
        county.take(laptop.give())
        city.take(county.give())
    assert queries.count(city.register, Query("elevator")) == 2
    direct = make("直接")
    for county in counties:
        direct.take(county.give())
    assert queries.count(direct.register, Query("elevator")) == 2
    assert city.clean()
