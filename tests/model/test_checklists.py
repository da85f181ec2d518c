"""The shipped checklists, their clauses and criteria, and what is refused in such files."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from equipinspect import RESOURCES
from equipinspect.model.checklists import VERDICTS, Library, load_library
from equipinspect.model.errors import UserError

LIBRARY = load_library(RESOURCES)
LATEST = [LIBRARY.on(key, date(2026, 11, 1)) for key in LIBRARY.lists]
TODAY = date(2026, 11, 1)


@pytest.mark.parametrize("checklist", LATEST, ids=lambda c: c.key)
def test_every_list_has_twelve_items_each_resting_on_a_clause(checklist) -> None:
    for edition in LIBRARY.lists[checklist.key]:
        assert len(edition.items) >= 12
        assert len({item.code for item in edition.items}) == len(edition.items)
    for item in checklist.items:
        assert item.clauses
        assert LIBRARY.cited(item.clauses)
        assert item.say
        assert item.do


@pytest.mark.parametrize("checklist", LATEST, ids=lambda c: c.key)
def test_no_item_asks_for_a_test_of_the_inspection_body(checklist) -> None:
    for item in checklist.items:
        assert not any(w in item.text for w in ("试验合格", "联动试验", "测量", "拉断", "125%"))
        assert "4.6c" not in item.criteria


def test_lists_exist_for_five_categories_and_three_kinds_of_unit() -> None:
    kinds = {kind for c in LATEST for kind in c.kinds}
    assert kinds >= {"elevator", "boiler", "gas_cylinder", "pressure_pipeline", "amusement_ride"}
    roles = {role for c in LATEST for role in c.roles}
    assert roles >= {"user", "maintainer", "filler"}


def test_the_user_units_list_asks_for_what_order_74_wants() -> None:
    items = LIBRARY.on("user_unit", TODAY).items
    texts = "".join(item.text for item in items)
    for word in ("任命", "风险管控清单", "日管控", "周排查", "月调度", "培训"):
        assert word in texts
    before = "".join(i.text for i in LIBRARY.on("user_unit", date(2023, 5, 4)).items)
    assert "日管控" not in before


def test_a_list_changes_with_the_day_and_an_old_edition_is_found_again() -> None:
    old, new = LIBRARY.on("elevator", date(2022, 3, 1)), LIBRARY.on("elevator", TODAY)
    assert (old.edition, new.edition) == ("2020-1", "2024-1")
    assert len(old.items) < len(new.items)
    assert LIBRARY.version(old.version) == old
    assert LIBRARY.version("elevator@1999") is None
    assert LIBRARY.on("elevator", date(2015, 1, 1)) == old


def test_criteria_exist_only_from_their_day_on_and_by_category() -> None:
    assert LIBRARY.pick("elevator", date(2024, 11, 30)) == []
    lift = {c.clause for c in LIBRARY.pick("elevator", date(2024, 12, 1))}
    assert {"4.1a", "4.6b"} <= lift
    assert not lift & {"4.2a", "4.9b"}
    always = {c.clause for c in LIBRARY.criteria.values() if not c.still_used}
    assert always == {"4.5a", "4.5b"}
    texts = "".join(c.text for c in LIBRARY.criteria.values())
    assert "超期" not in texts


def test_overdue_inspection_never_leads_to_a_major_hazard() -> None:
    for checklist in LATEST:
        for item in checklist.items:
            if "有效期" in item.text and item.due:
                assert item.never_major
                assert not item.criteria


def test_there_are_four_verdicts() -> None:
    assert VERDICTS == ("pass", "fail", "nearly", "na")


def changed(tmp_path: Path, old: str, new: str) -> Library:
    folder = tmp_path / "resources"
    for part in ("rules", "checklists"):
        shutil.copytree(RESOURCES / part, folder / part)
    path = folder / "checklists" / "elevator.toml"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    return load_library(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('clauses = ["TSL-33"]', 'clauses = ["TSL-999"]', "DT-01 有误：条款库里没有“TSL-999”"),
        ('clauses = ["TSL-33"]', "clauses = []", "条款库里没有"),
        ('criteria = ["4.6a"]', 'criteria = ["4.99z"]', "条款库里没有“4.99z”"),
        ('look = "paper"', 'look = "test"', "look 或 class 不在可选值中"),
        ('code = "DT-02"', 'code = "DT-01"', "DT-01 有误：写了两次"),
        ('since = "2023-1"', 'since = "2099-1"', "版本没有"),
        ('say = "', 'says = "', "say、says 缺少或不认识"),
        ("[[item]]", "[[item", "读不出来"),
        ('key = "elevator"', 'key = "lift"', "key 与文件名不同"),
    ],
)
def test_a_wrong_checklist_is_refused_with_a_sentence(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=said):
        changed(tmp_path, old, new)
