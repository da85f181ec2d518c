"""The forms of numbers as data: editions side by side, and a wrong file named."""

from pathlib import Path

import pytest

from equipinspect import RESOURCES
from equipinspect.model.numbers import NumberError, load_numbers, shipped

SHIPPED = (RESOURCES / "rules" / "numbers.toml").read_text(encoding="utf-8")
NEW = """
[[form]]
number = "reg_no"
edition = "TSG08-2026"
effective_from = "2026-05-01"
pattern = '特{province}(?P<serial>\\d{8})'
"""


def written(folder: Path, text: str) -> Path:
    (folder / "rules").mkdir()
    (folder / "rules" / "numbers.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_form_names_its_edition_and_source() -> None:
    forms = [form for found in shipped().forms.values() for form in found]
    assert all(form.edition and form.clause and form.mark for form in forms)
    assert all(form.length in (0, sum(form.groups) or form.length) for form in forms)


def test_a_new_edition_is_a_few_lines_of_data_and_the_old_one_stays(tmp_path: Path) -> None:
    assert not shipped().matched("reg_no", "特陕00000001")
    numbers = load_numbers(
        written(tmp_path, SHIPPED.replace("\n[[check]]", NEW + "\n[[check]]", 1))
    )
    found = numbers.matched("reg_no", "特陕00000001")
    assert found
    assert found["serial"] == "00000001"
    assert numbers.matched("reg_no", "梯11陕C00001(22)")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("\n[[form]]", "\n[[form"), ("{base}", "{nothing}"), ("[4, 5, 4, 4]", "4"), ("clause", "claws")],
)  # fmt: skip
def test_a_wrong_file_is_named(tmp_path: Path, right: str, wrong: str) -> None:
    with pytest.raises(NumberError, match=r"rules/numbers\.toml"):
        load_numbers(written(tmp_path, SHIPPED.replace(right, wrong, 1)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NumberError):
        load_numbers(tmp_path)
