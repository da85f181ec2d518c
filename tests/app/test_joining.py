"""An office and its laptops: join, hand in, hand back, roles at the desk, a lost office, a city above."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.app import (
    delivered,
    deliveries,
    enrolling,
    grants,
    health,
    joining,
    keys,
    merge_desk,
    number_blocks,
    preferences,
    records,
    roles,
)
from equipinspect.app.enrolling import Wanted
from equipinspect.app.joining import Newcomer
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.store import queries
from tests.offices import PASSPHRASE, Round, digest, enrol, merge, unit, units
from tests.registers import audited, place


@pytest.fixture
def friday(tmp_path: Path) -> Iterator[Round]:
    """A folder for a story."""
    found = Round(tmp_path)
    yield found
    found.close()


@pytest.fixture
def office(friday: Round) -> Session:
    """A county office with one unit."""
    session = friday.office()
    unit(session, "甲厂")
    return session


def test_a_laptop_joins_works_alone_and_waits_until_it_is_let_in(
    friday: Round, office: Session
) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    assert units(laptop) == {"甲厂"}
    assert roles.role(laptop) == ""
    unit(laptop, "乙厂")
    week = friday.hand_in(laptop)
    waits = merge(office, week)
    assert (waits.result, waits.merged.parked) == ("parked", 2)
    assert "还没有登记" in waits.reason
    (waiting,) = [d for d in enrolling.devices(office) if d.state == "waiting"]
    assert (waiting.person, waiting.device) == ("万外勤", "万外勤笔记本")
    assert waiting.fingerprint == joined.fingerprint
    assert waiting.replica == laptop.register.replica
    enrol(office, joined, "万外勤")
    assert units(office) == {"甲厂", "乙厂"}
    assert merge_desk.waiting(office) == []
    people = queries.lookup(office.register, "person", "name", ["万外勤"])["万外勤"]
    assert len(people) == 1
    assert merge(office, week).result == "nothing_new"
    assert audited(office.register).clean


def test_a_friday_leaves_both_equal_and_the_laptop_knows_its_receipt(
    friday: Round, office: Session
) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    unit(laptop, "乙厂")
    unit(office, "丙厂")
    assert delivered.receipt(laptop) is None
    friday.exchange(office, laptop, "万外勤")
    assert units(laptop) == units(office) == {"甲厂", "乙厂", "丙厂"}
    assert digest(laptop) == digest(office)
    receipt = delivered.receipt(laptop)
    assert receipt is not None
    assert receipt.left == 0
    assert roles.role(laptop) == "officer"
    unit(laptop, "丁厂")
    receipt = delivered.receipt(laptop)
    assert receipt is not None
    assert receipt.left == 1
    assert audited(laptop.register).clean


def test_the_office_is_anchored_by_its_key_and_nobody_else_delivers(
    friday: Round, office: Session
) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    friday.exchange(office, laptop, "万外勤")
    anchor = laptop.register.local(delivered.ANCHOR) or ""
    assert anchor == keys.signing_key(office).public.hex()
    other = friday.office("陈仓区局", "610304")
    unit(other, "假的厂")
    strange = friday.hand_in(other, full=True)
    assert merge(laptop, strange).result == "parked"
    assert "假的厂" not in units(laptop)
    unit(office, "机关的厂")
    assert (
        merge(laptop, friday.base(office)).result == "merged"
    )  # by the office's device, without its key
    assert "机关的厂" in units(laptop)


def test_number_blocks_settings_and_revocations_come_with_a_return_file(
    friday: Round, office: Session
) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    preferences.change(office, {"validity_months": "6"})
    merge(office, friday.hand_in(laptop))
    number_blocks.lease(office, "directive", joined.fingerprint, 5, 2026)
    back = friday.hand_back(office, "万外勤")
    merge(laptop, back)
    assert [b.left for b in number_blocks.blocks(laptop)] == [5]
    assert laptop.settings["validity_months"] == "6"
    with laptop.action("add") as running:
        taken = [number_blocks.Numbers(laptop, running).take("directive", 2026).serial]
        running.create("directive", {"number": "一", "year": 2026, "serial": taken[0]})
    assert taken == [1]
    merge(office, friday.hand_in(laptop))
    enrolling.revoke(office, joined.fingerprint, "丢失")
    assert number_blocks.blocks(office)[0].burnt_from == 2
    with pytest.raises(NotAllowed, match="已停用"):
        friday.hand_back(office, "万外勤")


def newer_rules(folder: Path) -> Path:
    """The shipped data, one rule of it changed."""
    folder.mkdir()
    for each in RESOURCES.iterdir():
        if each.name != "rules":
            (folder / each.name).symlink_to(each)
    shutil.copytree(RESOURCES / "rules", folder / "rules")
    with (folder / "rules" / "due.toml").open("a", encoding="utf-8") as file:
        file.write("\n# 新一版\n")
    return folder


def test_a_laptop_behind_its_office_is_told_to_update(friday: Round, office: Session) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    friday.exchange(office, laptop, "万外勤")
    assert delivered.tasks(laptop) == []
    office.resources = newer_rules(friday.folder / "newer")
    merge(laptop, friday.hand_back(office, "万外勤"))
    (task,) = delivered.tasks(laptop)
    assert "请升级本机程序" in task["what"]


def test_a_revoked_laptop_adds_nothing_but_loses_nothing(friday: Round, office: Session) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    unit(laptop, "先交的厂")
    merge(office, friday.hand_in(laptop))
    enrolling.revoke(office, joined.fingerprint, "丢失")
    unit(laptop, "后写的厂")
    late = merge(office, friday.hand_in(laptop, full=True))
    assert late.merged.parked == 1
    assert "已停用" in late.reason
    assert units(office) == {"甲厂", "先交的厂"}
    enrol(office, joined, "万外勤")
    assert "后写的厂" in units(office)
    assert audited(office.register).clean


def test_one_laptop_carries_the_work_of_another(friday: Round, office: Session) -> None:
    base = friday.base(office)
    one, first = friday.join(base, "万外勤")
    two, second = friday.join(base, "孙二")
    enrol(office, first, "万外勤")
    enrol(office, second, "孙二")
    for laptop, name in ((one, "万外勤"), (two, "孙二")):
        friday.exchange(office, laptop, name)
    unit(one, "托人带的厂")
    assert merge(two, friday.hand_in(one)).result == "merged"
    assert merge(office, friday.hand_in(two)).result == "merged"
    assert "托人带的厂" in units(office)
    assert audited(two.register).clean


def test_loading_a_base_again_never_discards_work(friday: Round, office: Session) -> None:
    base = friday.base(office)
    laptop, joined = friday.join(base, "万外勤")
    unit(laptop, "还没交的厂")
    unit(office, "新的厂")
    assert merge(laptop, friday.base(office)).result == "merged"
    assert units(laptop) == {"甲厂", "还没交的厂", "新的厂"}
    with pytest.raises(UserError, match="已存在"):
        joining.join(base, laptop.path, place(friday.home("万外勤")), Newcomer("万外勤", "x"))
    assert units(laptop) == {"甲厂", "还没交的厂", "新的厂"}
    enrol(office, joined, "万外勤")
    merge(office, friday.hand_in(laptop))
    assert units(office) == units(laptop)


def test_a_slice_carries_what_it_names_and_takes_nothing_away(
    friday: Round, office: Session
) -> None:
    with office.action("import") as running:
        town = running.create("town", {"name": "城关镇", "county": "610305"})
        other = running.create("town", {"name": "南镇", "county": "610305"})
        owner = running.create("unit", {"name": "城关物业"})
        far = running.create("unit", {"name": "南镇物业"})
        for serial, where, whose in (("A1", town, owner), ("B2", other, far)):
            values = {"name": "电梯", "user_unit": whose, "address": serial, "serial_no": serial}
            running.create("elevator", {**values, "town": where})
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    merge(office, friday.hand_in(laptop))
    part = friday.hand_back(office, "万外勤", {"town": "城关镇"}, full=True)
    small, again = friday.join(part, "小笔记本")
    lifts = queries.all_rows(small.register, "elevator")
    assert [row.values["serial_no"] for row in lifts] == ["A1"]
    assert lifts[0].titles["user_unit"] == "城关物业"
    assert audited(small.register).clean
    enrol(office, again, "小笔记本")
    unit(small, "新厂")
    records.save(small, records.read(small, lifts[0].id), {"address": "改过的地址"})
    before = units(office)
    merge(office, friday.hand_in(small))
    assert units(office) == before | {"新厂"}
    assert len(queries.all_rows(office.register, "elevator")) == 2
    assert records.read(office, lifts[0].id).values["address"] == "改过的地址"
    assert audited(office.register).clean


def test_who_handed_in_and_who_did_not(friday: Round, office: Session) -> None:
    base = friday.base(office)
    one, first = friday.join(base, "万外勤")
    _two, second = friday.join(base, "孙二")
    enrol(office, first, "万外勤")
    enrol(office, second, "孙二")
    merge(office, friday.hand_in(one))
    missing, there = deliveries.board(office)
    assert (missing.person, missing.handed_in, missing.days) == ("孙二", False, None)
    assert (there.person, there.handed_in, there.days, there.files) == ("万外勤", True, 0, 1)
    assert deliveries.board(one) == []


def test_what_went_beyond_a_role_is_said_before_it_is_merged(
    friday: Round, office: Session
) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤", "协管员")
    unit(laptop, "协管员写的厂")
    week = friday.hand_in(laptop)
    look = merge_desk.merge_file(office, week, dry_run=True)
    assert any("协管员改了“单位”" in said for said in look.beyond)
    assert "协管员写的厂" not in units(office)
    refused = merge_desk.merge_file(office, week, strict=True)
    assert refused.result == "refused"
    assert merge(office, week).result == "merged"


def test_a_laptop_cannot_let_itself_in(friday: Round, office: Session) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    own = joined.fingerprint
    enrolling.enrol(laptop, Wanted(own, "万外勤", "内勤管理员"))
    assert roles.role(laptop) == ""
    assert merge(office, friday.hand_in(laptop)).result == "parked"
    enrol(office, joined, "万外勤")
    assert [g.role for g in grants.of_device(office, own)] == ["officer"]
    friday.exchange(office, laptop, "万外勤")
    assert roles.role(laptop) == "officer"
    with pytest.raises(NotAllowed):
        enrolling.enrol(laptop, Wanted(own, "万外勤", "内勤管理员"))


def test_a_lost_office_machine_is_replaced_from_backup_and_recovery_file(
    friday: Round, office: Session
) -> None:
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    friday.exchange(office, laptop, "万外勤")
    health.backup(office, friday.folder / "o.eqb")
    keys.backup(office, PASSPHRASE, friday.folder / "key.json")
    unit(office, "备份以后写的厂")
    merge(laptop, friday.hand_back(office, "万外勤"))
    office.close()  # stolen
    home = friday.home("新电脑")
    new = friday.keep(
        health.restore(friday.folder / "o.eqb", friday.folder / "new.eqi", place(home))
    )
    assert "备份以后写的厂" not in units(new)
    keys.restore(new, PASSPHRASE, friday.folder / "key.json")
    merge(new, friday.hand_in(laptop, full=True))
    assert "备份以后写的厂" in units(new)
    unit(new, "新电脑写的厂")
    back = merge(laptop, friday.hand_back(new, "万外勤"))
    assert back.result == "merged"
    assert units(laptop) == units(new)
    assert new.register.replica in grants.roots(laptop.register)
    newcomer, again = friday.join(friday.base(new), "新来的")
    enrol(new, again, "新来的")
    unit(newcomer, "新来的厂")
    merge(new, friday.hand_in(newcomer))
    friday.exchange(new, laptop, "万外勤")
    assert "新来的厂" in units(laptop)
    assert audited(new.register).clean


def test_a_city_adds_its_counties_up_and_opens_them_to_the_row(friday: Round) -> None:
    city = friday.office("宝鸡市局", "610300")
    for number, name in (("610305", "凤翔区局"), ("610304", "陈仓区局")):
        county = friday.office(name, number)
        laptop, joined = friday.join(friday.base(county), f"{name}外勤")
        enrol(county, joined, f"{name}外勤")
        unit(laptop, f"{name}的厂")
        merge(county, friday.hand_in(laptop))
        week = friday.base(county)
        waits = merge(city, week)
        assert waits.result == "parked"
        own = next(d for d in enrolling.devices(county) if d.state == "self")
        enrolling.enrol(city, Wanted(own.fingerprint, f"{name}甲", "内勤管理员", number))
        assert f"{name}的厂" in units(city)
        unit(laptop, f"{name}的第二厂")
        merge(county, friday.hand_in(laptop))
        assert merge(city, friday.base(county)).merged.parked == 0
    assert units(city) == {
        f"{n}{w}" for n in ("凤翔区局", "陈仓区局") for w in ("的厂", "的第二厂")
    }
    assert audited(city.register).clean


def test_whatever_is_wrong_leaves_no_register(friday: Round, office: Session) -> None:
    wrong = friday.folder / "x.eqx"
    wrong.write_bytes(b"nothing")
    target = friday.folder / "none.eqi"
    with pytest.raises(UserError):
        joining.join(wrong, target, place(friday.home("x")), Newcomer("甲", "乙"))
    with pytest.raises(UserError, match="--person"):
        joining.join(friday.base(office), target, place(friday.home("x")), Newcomer(" ", "乙"))
    assert list(friday.folder.glob("none.eqi*")) == []


def test_an_attempt_that_was_killed_is_swept_away(friday: Round, office: Session) -> None:
    target = friday.folder / "l.eqi"
    (friday.folder / "l.eqi.joining").write_bytes(b"half a register")
    photos = friday.folder / "l.eqi.joining.files"
    photos.mkdir()
    session, joined = joining.join(
        friday.base(office), target, place(friday.home("万外勤")), Newcomer("万外勤", "笔记本")
    )
    friday.keep(session)
    assert joined.operations
    assert list(friday.folder.glob("*.joining*")) == []
    assert units(session) == {"甲厂"}


def test_demo_data_never_meets_real_data(friday: Round, office: Session) -> None:
    demo = friday.office("演示局", "610300", signs=False)
    demo.register.set_local("demo", "1")
    refused = merge(office, friday.base(demo))
    assert refused.result == "refused"
    assert "演示" in refused.reason
    assert merge(demo, friday.base(office)).result == "refused"
    laptop, _joined = friday.join(friday.base(demo), "练习的人")
    assert laptop.register.local("demo") == "1"


PLACES = ("城关镇", "南镇", "北镇")


@settings(max_examples=5)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.booleans()), min_size=2, max_size=8),
    st.sampled_from(PLACES),
)
def test_a_slice_never_deletes_what_it_does_not_show(
    tmp_path_factory: pytest.TempPathFactory, lifts: list[tuple[str, bool]], chosen: str
) -> None:
    """Whatever stands in a slice and is edited there, the office has every record afterwards."""
    friday = Round(tmp_path_factory.mktemp("slice"))
    try:
        office = friday.office(signs=False)
        with office.action("import") as running:
            towns = {n: running.create("town", {"name": n, "county": "610305"}) for n in PLACES}
            owner = running.create("unit", {"name": "甲物业"})
            for number, (where, _edited) in enumerate(lifts):
                values = {"name": "电梯", "user_unit": owner, "address": where}
                values |= {"town": towns[where], "serial_no": f"A{number}"}
                running.create("elevator", values)
        _first, joined = friday.join(friday.base(office), "万外勤")
        enrol(office, joined, "万外勤")
        merge(office, friday.hand_in(_first))
        part = friday.hand_back(office, "万外勤", {"town": chosen}, full=True)
        small, again = friday.join(part, "小笔记本")
        enrol(office, again, "小笔记本")
        shown = queries.all_rows(small.register, "elevator")
        assert len(shown) == sum(where == chosen for where, _edited in lifts)
        edited = [(where, e) for where, e in lifts if where == chosen]
        for row, (_where, edit) in zip(shown, edited, strict=True):
            if edit:
                records.save(small, records.read(small, row.id), {"address": "改过"})
        merge(office, friday.hand_in(small))
        rows = queries.all_rows(office.register, "elevator")
        assert len(rows) == len(lifts)
        assert sum(r.values["address"] == "改过" for r in rows) == sum(e for _w, e in edited)
        assert audited(office.register).clean
        assert audited(small.register).clean
    finally:
        friday.close()


STEPS = st.lists(
    st.sampled_from(["work", "hand in", "enrol", "revoke", "hand back", "restore"]), max_size=12
)


@settings(max_examples=8)
@given(STEPS)
def test_late_enrolment_revocation_and_restore_lose_nothing_admitted(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """What an office once admitted is there at the end, and all work once the laptop is let in again."""
    friday = Round(tmp_path_factory.mktemp("story"))
    try:
        office = friday.office(signs=False)
        laptop, joined = friday.join(friday.base(office), "万外勤")
        admitted: set[str] = set()
        for number, step in enumerate(steps):
            match step:
                case "work":
                    unit(laptop, f"厂{number}")
                case "hand in":
                    merge(office, friday.hand_in(laptop, full=True))
                case "enrol":
                    enrol(office, joined, "万外勤")
                case "revoke" if grants.of_device(office, joined.fingerprint):
                    enrolling.revoke(office, joined.fingerprint)
                case "hand back" if grants.of_device(office, joined.fingerprint):
                    merge(office, friday.hand_in(laptop))
                    merge(laptop, friday.hand_back(office, "万外勤"))
                case "restore":
                    health.backup(office, friday.folder / f"{number}.eqb")
                    path = friday.folder / f"office{number}.eqi"
                    home = place(friday.home(f"office{number}"))
                    office = friday.keep(
                        health.restore(friday.folder / f"{number}.eqb", path, home)
                    )
            assert admitted <= units(office)
            admitted |= units(office)
        enrol(office, joined, "万外勤")
        merge(office, friday.hand_in(laptop, full=True))
        assert units(laptop) <= units(office)
        assert merge_desk.waiting(office) == []
        assert audited(office.register).clean
    finally:
        friday.close()
