"""The shipped rule data, divisions, catalogue, status changes and settings; wrong files are named."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from equipinspect.model import status
from equipinspect.model.catalogue import Catalogue
from equipinspect.model.rules import MARKS, RuleError, Rules, load_rules
from equipinspect.model.schedule import Due
from equipinspect.model.settings import load_settings

RESOURCES = Path(__file__).parents[2] / "resources"

OF_THE_REGULATION = {
    "EL-INS", "EL-TEST", "EL-OLD", "EL-MAINT", "EL-GOV", "EL-125", "BO-EXT", "BO-INT", "BO-HYD", "BO-ORDER",
    "BO-SV", "BO-WQ", "PV-ANN", "PV-FULL", "PV-NM", "PV-SIMPLE", "PV-OX", "PV-TANK", "PI-ANN", "PI-FULL",
    "PI-GB", "PI-GA", "AM", "CR-1", "CR-2", "VE-FORK", "VE-SIGHT", "RW",
}  # fmt: skip


def test_every_row_of_3_1_is_there_with_edition_and_mark(rules: Rules) -> None:
    found = [
        r
        for rows in (*rules.intervals.values(), *rules.lives.values(), *rules.orders.values())
        for r in rows
    ]
    assert {rule.id for rule in found} >= OF_THE_REGULATION
    assert all(rule.edition and rule.mark in MARKS for rule in found)


def test_every_stream_has_its_rule(rules: Rules, declared) -> None:  # type: ignore[no-untyped-def]
    for category in declared.categories():
        for stream in category.streams:
            assert stream.rule == "CYLINDER" or stream.rule in rules.intervals, stream


def test_a_rule_is_looked_up_by_the_day(rules: Rules) -> None:
    assert rules.interval("EL-OLD", date(2022, 1, 1)).months == 12
    with pytest.raises(KeyError):
        rules.interval("EL-OLD", date(2024, 1, 1))
    old = rules.pick("PI-FULL", {"level": "GC1"}, "2025-12-31")
    new = rules.pick("PI-FULL", {"level": "GC1"}, "2026-01-01")
    assert old is not None
    assert new is not None
    assert (old.edition, new.edition) == ("TSG D7005-2018", "TSG 31—2025")


def test_low_rules_each_have_a_setting_to_confirm_them(rules: Rules) -> None:
    keys = set(load_settings(RESOURCES).values())
    assert {f"confirm.{rule.id}" for rule in rules.to_confirm()} <= keys


def test_settings_have_chinese_words_and_parse_their_own_defaults() -> None:
    settings = load_settings(RESOURCES)
    for field in settings:
        assert not field.label.isascii(), field.key
        default = settings.values()[field.key]
        assert field.marks(field.parse(default)) == []


def test_kinds_of_check_follow_the_day(rules: Rules) -> None:
    assert rules.checks.kinds_on(date(2022, 6, 30)) == ["daily_old", "special_old"]
    assert rules.checks.kinds_on(date(2022, 7, 1)) == [
        "routine",
        "special",
        "after_licence",
        "other",
    ]


def test_vector_8_old_and_new_code_are_the_same_county(rules: Rules) -> None:
    assert rules.division("610322") == rules.division("610305") == "610305"
    assert rules.divisions.name("610322") == rules.divisions.name("610305") == "凤翔区"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("凤翔县", "610305"),
        ("凤翔", "610305"),
        ("宝鸡市凤翔区", "610305"),
        ("陕西省宝鸡市渭滨区", "610302"),
        ("凤县", "610330"),
        (" 610331 ", "610331"),
        ("GX0001", "GX0001"),
        ("不存在", None),
        ("6103", None),
    ],
)
def test_places_are_found_by_code_and_name(rules: Rules, text: str, code: str | None) -> None:
    assert rules.division(text) == code


def test_baoji_has_twelve_counties(rules: Rules) -> None:
    assert len(rules.divisions.within("610300")) == 12
    assert len(list(rules.divisions)) == 118


def test_the_same_code_means_different_things_in_two_editions(rules: Rules) -> None:
    catalogue: Catalogue = rules.catalogue
    assert catalogue.name("3120") == "曳引驱动载货电梯"
    assert catalogue.name("3120", "old") == "强制式客梯"
    assert catalogue.name("23T0") == "特种气瓶"
    assert catalogue.get("6C00") is None
    assert [edition.id for edition in catalogue.editions()] == ["2014", "old"]


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("3110", "3100"),
        ("1100", "1100"),
        ("6D10", "6D00"),
        ("4D00", "4D00"),
        ("3000", None),
        ("0000", None),
    ],
)
def test_the_category_of_a_variety(rules: Rules, code: str, category: str | None) -> None:
    assert rules.catalogue.category_of(code) == category


def test_a_device_code_against_catalogue_and_variety(rules: Rules) -> None:
    mark = rules.catalogue.mark
    assert mark("31101000320180003", "3110") is None
    assert "不一致" in str(mark("31101000320180003", "3310"))
    assert "目录" in str(mark("39901000320180003", None))
    assert mark("31506401052014080025", "3110") is None
    assert mark("没有", "3110") is None


def test_every_choice_of_the_registers_is_in_the_catalogue(rules: Rules, declared) -> None:  # type: ignore[no-untyped-def]
    for category in declared.categories():
        for key in ("category_code", "variety_code"):
            options = category.field(key).options if category.has(key) else ()
            for option in options:
                entry = rules.catalogue.get(option.value)
                assert entry is not None, option.value
                assert entry.name == option.label
                assert option.value[0] == category.code[0]


@pytest.mark.parametrize(
    ("group", "old", "new", "expected"),
    [
        ("use", None, "scrapped", True),
        ("use", "not_in_use", "in_use", True),
        ("use", "in_use", "stopped", True),
        ("use", "stopped", "in_use", True),
        ("use", "stopped", "moved_out", True),
        ("use", "in_use", "in_use", True),
        ("use", "scrapped", "in_use", False),
        ("use", "not_in_use", "stopped", False),
        ("use", "in_use", "not_in_use", False),
        ("use", "moved_out", "in_use", False),
        ("use", "in_use", None, False),
        ("registration", "unregistered", "registered", True),
        ("registration", "registered", "cancelled", True),
        ("registration", "registered", "unregistered", False),
        ("voiding", "void", "valid", True),
    ],
)
def test_only_the_changes_of_9_1(
    rules: Rules, group: str, old: str | None, new: str | None, expected: bool
) -> None:
    assert status.allowed(rules, group, old, new) is expected


def test_what_may_follow_a_status(rules: Rules) -> None:
    assert status.following(rules, "use", "not_in_use") == ("in_use",)
    assert status.following(rules, "use", "scrapped") == ()


def test_platform_codes(rules: Rules) -> None:
    assert status.from_platform(rules, "9") == {
        "use_status": "in_use",
        "reg_status": "unregistered",
    }
    assert status.from_platform(rules, "3.0") == {"use_status": "stopped"}
    for code in ("7", "8", "10"):
        with pytest.raises(ValueError, match=code):
            status.from_platform(rules, code)


def test_a_restart_past_its_date_needs_an_inspection_first() -> None:
    due = Due(
        "inspection",
        "定期检验",
        "2025-04",
        date(2025, 4, 30),
        date(2025, 3, 31),
        "reported",
        "",
        "",
        True,
    )
    assert "先检验" in str(status.restart_problem("stopped", "in_use", [due], date(2025, 5, 1)))
    assert status.restart_problem("stopped", "in_use", [due], date(2025, 4, 30)) is None
    assert status.restart_problem("not_in_use", "in_use", [due], date(2025, 5, 1)) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("intervals", 'method = "elevator"', 'method = "moon"', "EL-INS"),
        ("intervals", 'id = "EL-MAINT"', 'id = "EL-MAINT"\nfrist = 3', "frist"),
        ("intervals", 'mark = "confirmed"', 'mark = "sure"', "mark"),
        ("cylinders", 'mark = "confirmed"', 'mark = "sure"', "CYL-"),
        ("status", 'not_in_use = ["in_use"]', 'not_in_use = ["inuse"]', "inuse"),
        (
            "catalogue",
            '["3110", "曳引驱动乘客电梯", "variety"]',
            '["311", "曳引", "variety"]',
            "2014",
        ),
        ("due", "[[step]]", "[[step", "due.toml"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(
    tmp_path: Path, file: str, old: str, new: str, named: str
) -> None:
    shutil.copytree(RESOURCES / "rules", tmp_path / "rules")
    path = tmp_path / "rules" / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError, match=named):
        load_rules(tmp_path)
