"""The search misses nothing: against every row looked at one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.model import declarations
from equipinspect.model.fields import Value
from equipinspect.store import finding, heads, index, queries, search, upkeep
from equipinspect.store.initials import readings, spelt
from equipinspect.store.operations import kind_of
from equipinspect.store.queries import Filter, Query
from equipinspect.store.register import Register
from tests.registers import act, audited, make

DECLARED = declarations.load(RESOURCES)
# few letters, so that pieces of one row are found in others
LETTERS = "恒大重庆单行長０１1a陕A(（- \"%'é"
SOME = settings(max_examples=150)


def texts(longest: int) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(LETTERS), min_size=1, max_size=longest)


def rows() -> st.SearchStrategy[list[tuple[str, str, str]]]:
    """Names, estates and codes of some lifts."""
    return st.lists(st.tuples(texts(8), texts(8), texts(20)), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with make(Path(tmp_path_factory.mktemp("found") / "register.eqi"), DECLARED) as opened:
        yield opened


def found(register: Register, text: str) -> list[int]:
    return [number for number, _kind in finding.hits(register, text)]


def values_of(name: str, estate: str, code: str) -> dict[str, Value]:
    return {"name": name, "estate": estate, "serial_no": code, "floors": 3}


def plainly(values: dict[str, Value], word: str) -> bool:
    """Whether a word stands in what a person reads, looked at letter by letter."""
    typed = search.folded(word)
    return any(typed in search.folded(str(values[k])) for k in ("name", "estate", "serial_no"))


@SOME
@given(made=rows(), cut=st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 20)))
@example(made=[("重庆單行", "（1-2）", "梯11陕C00001(20)")], cut=(0, 2, 3))
@example(made=[("a-a", '"a" -', "1-1-1(")], cut=(0, 0, 0))
def test_every_piece_of_every_row_finds_it(
    register: Register, made: list[tuple[str, str, str]], cut: tuple[int, int, int]
) -> None:
    with act(register) as running:
        ids = [running.create("elevator", values_of(*row)) for row in made]
    row, part, start = cut
    text = search.folded(made[row % len(made)][part])
    start %= max(1, len(text) - 1)
    for length in range(2, len(text) - start + 1):
        word = text[start : start + length]
        hits = set(found(register, word))
        for number, each in zip(ids, made, strict=True):
            assert (number in hits) >= plainly(values_of(*each), word), word
        listed = set(queries.positions(register, Query("elevator", text=word)))
        assert listed == hits


@SOME
@given(text=texts(8), start=st.integers(0, 7), length=st.integers(2, 8), pick=st.integers(0, 9))
def test_initials_find_a_name_by_any_reading(
    register: Register, text: str, start: int, length: int, pick: int
) -> None:
    letters = spelt(search.folded(text))[start : start + length]
    word = "".join(each[pick % len(each)] for each in letters)
    if len(word) < 2 or search.folded(text).isascii():
        return
    with act(register) as running:
        number = running.create("elevator", {"name": text})
    assert number in found(register, word)


@SOME
@given(text=st.text(max_size=12))
def test_nothing_a_person_types_breaks_the_search(register: Register, text: str) -> None:
    typed = text.encode("utf-8", "replace").decode()
    assert isinstance(found(register, typed), list)
    assert queries.positions(register, Query("unit", text=typed)) is not None


@pytest.mark.parametrize("length", [300, 5000])
def test_a_pasted_page_is_searched_too(register: Register, length: int) -> None:
    page = "".join(chr(0x4E00 + (i + length) % 2000) for i in range(length))
    with act(register) as running:
        number = running.create("unit", {"name": page})
    assert found(register, page) == [number]
    assert number in found(register, " ".join(page[i : i + 3] for i in range(0, 300, 3)))
    assert found(register, page + "恒") == []


def test_words_stand_in_any_order_and_single_letters_beside_others(register: Register) -> None:
    with act(register) as running:
        two, three = (
            running.create("elevator", {"estate": "恒大绿洲", "building": b, "unit_no": "2"})
            for b in ("2", "3")
        )
    assert found(register, "绿洲 3 2") == [three]
    assert found(register, "2 绿洲") == [three, two]
    assert found(register, "绿洲 9") == []
    assert found(register, "lz 3") == [three]


def test_newest_come_first_and_removed_ones_never(register: Register) -> None:
    with act(register) as running:
        ids = [running.create("unit", {"name": f"福寿堂{i}"}) for i in range(300)]
    assert found(register, "福寿") == ids[::-1]
    with act(register, "remove") as running:
        running.remove("unit", ids[7])
        running.remove_many("unit", ids[100:])
    assert found(register, "福寿") == [i for i in ids[99::-1] if i != ids[7]]
    with act(register, "undo") as running:
        running.bring_back("unit", ids[7])
    assert found(register, "福寿") == ids[99::-1]


def test_an_updated_row_is_found_by_its_new_words_only(register: Register) -> None:
    with act(register) as running:
        number = running.create("unit", {"name": "青铜峡供热", "credit_code": "91610300000000001A"})
    for name in ("陈仓供热", "陈仓供暖", None, "陈仓供水"):
        seen = heads.heads(register.connection, number).get("name", ())
        with act(register, "set") as running:
            running.write("unit", number, "name", name, seen)
        assert found(register, "青铜") == []
        assert (number in found(register, "陈仓")) == (name is not None)
        assert number in found(register, "000001a")
    assert audited(register).clean


def test_a_list_finds_rows_by_their_unit_and_keeps_its_filters(register: Register) -> None:
    with act(register) as running:
        unit = running.create("unit", {"name": "翠屏物业"})
        one, two = (
            running.create("elevator", {"user_unit": unit, "serial_no": f"Q{i}", "floors": i})
            for i in (1, 2)
        )
        boiler = running.create("boiler", {"name": "翠屏锅炉"})
    assert list(queries.positions(register, Query("elevator", text="翠屏"))) == [one, two]
    assert list(queries.positions(register, Query("boiler", text="翠屏"))) == [boiler]
    above = Query("elevator", (Filter("floors", ">=", "2"),), "翠屏")
    assert list(queries.positions(register, above)) == [two]
    backwards = Query("elevator", text="翠屏", sort="floors", descending=True)
    assert list(queries.positions(register, backwards)) == [two, one]


def test_a_list_looks_at_every_row_for_a_single_letter(register: Register) -> None:
    with act(register) as running:
        number = running.create("person", {"name": "龘"})
        running.create("person", {"name": "王"})
    assert list(queries.positions(register, Query("person", text="龘"))) == [number]
    assert found(register, "龘") == []


def test_the_index_is_made_anew_when_its_recipe_changes(register: Register) -> None:
    before = {text: found(register, text) for text in ("恒大", "重庆", "hd", "11", "1a", "陕")}
    register.set_local(index.RECIPE, "another")
    register.set_local(upkeep.FOLLOWED, "another")
    upkeep.follow(register)
    assert {text: found(register, text) for text in before} == before


def test_joining_parts_changes_nothing(register: Register) -> None:
    before = found(register, "恒大")
    while upkeep.tidy(register):
        pass
    upkeep.settle_down(register)
    assert found(register, "恒大") == before
    assert kind_of(register, before[0]) if before else True


@pytest.mark.parametrize(
    ("character", "letters"),
    [("单", "dcs"), ("重", "zct"), ("喆", "z"), ("𬭎", "h"), ("a", "a"), ("-", ""), ("，", "")],
)
def test_a_character_has_the_initials_of_all_its_readings(character: str, letters: str) -> None:
    assert set(readings(character)) == set(letters)
