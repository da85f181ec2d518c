"""Mapping files: what they hold, how they are kept, and the line a mistake stands in."""

import pytest

from equipinspect.exchange.mapping import (
    BadMapping,
    Mapping,
    dumps,
    fingerprint,
    load,
    recall,
    remember,
)

FULL = Mapping(
    columns={"Name": ("name", "user_unit"), '他说"好"': ("note",), "忽略": ()},
    constants={"use_status": "在用"},
    units={"rated_load_kg": "lb"},
    values={"use_status": {"Active": "在用"}, "user_unit.address": {"同上": ""}},
    where={"县区": ("渭滨区", "金台区")},
    category="lift",
    sheet="表1",
    source="国家平台",
    date_format="%m/%d/%Y",
    month_only="first",
    first_of_month_is_month=True,
)


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "对应.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_mapping_is_read_back_as_it_was_written(written, lift):
    assert load(written(dumps(FULL)), lift) == FULL
    assert load(written(dumps(Mapping()))) == Mapping()


def test_a_single_key_and_an_empty_one_are_short_forms(written):
    found = load(written('[columns]\na = "name"\nb = ""\n'))
    assert found.columns == {"a": ("name",), "b": ()}
    assert found.keys_of(" Ａ ") == ("name",)
    assert found.keys_of("c") is None


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[columns]\na = "name"\nb = "nmae"\n', 3, "“nmae” 不是已有字段"),
        ('[columns]\na = "name"\n\n[units]\nrise_m = "furlong"\n', 5, "不认识单位 “furlong”"),
        ("[columns]\na = 1\n", 2, "“a” 后面应为"),
        ("[constants]\nname = true\n", 2, "“name” 后面应为"),
        ('[values]\nname = "x"\n', 2, "应为一组"),
        ('month_only = "middle"\n', 1, "只能是 first 或 last"),
        ('\ncolums = "x"\n', 2, "“colums” 不是可用的项"),
        ('[columns]\na = "name\n', 2, "写法有误"),
        ('[columns]\na = "x"\na = "y"\n', 3, "写法有误"),
    ],
)
def test_a_mistake_is_named_with_its_line(written, lift, text, line, what):
    with pytest.raises(BadMapping, match=what) as caught:
        load(written(text), lift)
    assert f"第 {line} 行" in str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadMapping, match="打不开"):
        load(tmp_path / "没有.toml")


def test_sheets_are_known_again_by_their_titles():
    known = fingerprint(["设备代码*", "使用 单位", ""])
    assert known == fingerprint(["使用单位", "设备代码", "退回原因"])
    assert known != fingerprint(["设备代码"])


def test_a_mapping_is_remembered_for_its_titles(tmp_path):
    titles = ["设备代码", "使用单位"]
    remember(tmp_path / "m", titles, FULL)
    assert recall(tmp_path / "m", "lift", reversed(titles)) == FULL
    assert recall(tmp_path / "m", "boiler", titles) is None
    assert recall(tmp_path / "m", "lift", ["别的"]) is None
