"""Label sheets are data; a printer's error is measured with a ruler."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect.documents.stocks import measured, read_stocks, stock
from equipinspect.model.errors import UserError
from tests.documents.conftest import RESOURCES

SHIPPED = read_stocks(RESOURCES / "stocks" / "stocks.toml")
SHEET = {
    "key": "x", "title": "试纸", "page_width": 210, "page_height": 297, "label_width": 70,
    "label_height": 37, "columns": 3, "rows": 8, "across": 70, "down": 37, "top": 0.5,
}  # fmt: skip
FRAME = (20.0, 20.0, 170.0, 257.0)


def test_at_least_six_sheets_with_several_labels_are_shipped() -> None:
    assert sum(one.places > 1 for one in SHIPPED.values()) >= 6
    assert any(one.places == 1 and one.page_width < 200 for one in SHIPPED.values())


@pytest.mark.parametrize("key", SHIPPED)
def test_the_labels_of_a_sheet_stand_on_it_side_by_side(key: str) -> None:
    one = SHIPPED[key]
    corners = [one.corner(place) for place in range(one.places)]
    assert len(set(corners)) == one.places
    for x, y in corners:
        assert -0.001 <= x <= one.page_width - one.label_width + 0.2
        assert -0.001 <= y <= one.page_height - one.label_height + 0.2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"across": 60}, "横向间距"),
        ({"down": 30}, "纵向间距"),
        ({"columns": 4}, "超出纸张"),
        ({"label_width": 0}, "没有大小"),
        ({"page_width": 5000}, "合理范围"),
        ({"rows": 0}, "合理范围"),
        ({"colour": 1}, "不认识的项 colour"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(change: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        stock(SHEET | change)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "stocks.toml"
    path.write_text('[[stock]]\nkey = "x"\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"纸张文件 stocks\.toml 不能使用"):
        read_stocks(path)


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.97, 1.03), st.floats(0.97, 1.03))
def test_the_correction_undoes_what_the_printer_does(
    right: float, down: float, wide: float, high: float
) -> None:
    """A printer that stretches and shifts prints the corrected frame where it belongs."""
    left, top, width, height = FRAME
    found = (left * wide + right, top * high + down, width * wide, height * high)
    fix = measured(FRAME, found)
    again = (left * fix.scale_x + fix.right) * wide + right
    assert again == pytest.approx(left, abs=0.3)
    assert width * fix.scale_x * wide == pytest.approx(width, abs=0.05)


@pytest.mark.parametrize("found", [(20, 20, 0, 257), (60, 20, 170, 257), (20, 20, 120, 257)])
def test_numbers_that_cannot_be_right_are_refused(found: tuple[float, ...]) -> None:
    with pytest.raises(UserError):
        measured(FRAME, found)  # type: ignore[arg-type]
