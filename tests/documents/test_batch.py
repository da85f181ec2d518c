"""Many forms on many sheets: in order, in place, the same bytes again, read by strangers."""

from __future__ import annotations

import io
import subprocess
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from equipinspect.documents.batch import Item, Target, print_items
from equipinspect.documents.certificate import Values
from equipinspect.documents.fonts import Font
from equipinspect.documents.layouts import Layout
from equipinspect.documents.stocks import Calibration, Stock, read_stocks
from equipinspect.model.errors import UserError
from tests.documents.conftest import CODE, RESOURCES

SHEETS = read_stocks(RESOURCES / "stocks" / "stocks.toml")


class Many:
    """So many items, each made when it is asked for."""

    def __init__(self, values: Values, count: int) -> None:
        self._values, self._count = values, count

    def __len__(self) -> int:
        return self._count

    def __contains__(self, _item: object) -> bool:
        return False

    def __iter__(self) -> Iterator[Item]:
        for i in range(self._count):
            values = replace(self._values, lines=(("使用单位", f"虚构公司{i}号"),))
            yield Item(values.filling(), f"{CODE}{i:05d}")


def printed(layout: Layout, items: Many, font: Font, target: Target | None = None) -> bytes:
    file = io.BytesIO()
    print_items(file, layout, items, font, target)
    return file.getvalue()


def codes(pdf: bytes) -> list[list[str]]:
    """The codes of each page, top to bottom and left to right."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=3, grayscale=True).to_pil()
            read = zxingcpp.read_barcodes(picture)
            read.sort(key=lambda c: (round(c.position.top_left.y / 30), c.position.top_left.x))
            found.append([one.text for one in read])
    return found


def test_every_page_carries_its_own_code(layout: Layout, values: Values, font: Font) -> None:
    pdf = printed(layout, Many(values, 5), font)
    assert codes(pdf) == [[f"{CODE}{i:05d}"] for i in range(5)]


def test_strict_readers_are_content(
    layout: Layout, values: Values, font: Font, tmp_path: Path
) -> None:
    path = tmp_path / "many.pdf"
    path.write_bytes(printed(layout, Many(values, 40), font))
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
    fonts = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout
    assert len(fonts.splitlines()) == 3
    assert fonts.splitlines()[2].split()[-5:-2] == ["yes", "yes", "yes"]
    text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True)
    assert "虚构公司39号" in text.stdout


def test_two_runs_are_byte_equal_and_small(layout: Layout, values: Values, font: Font) -> None:
    many = printed(layout, Many(values, 60), font)
    assert many == printed(layout, Many(values, 60), font)
    assert (len(many) - len(printed(layout, Many(values, 10), font))) / 50 < 1600


def test_memory_does_not_grow_with_the_pages(
    layout: Layout, values: Values, font: Font, tmp_path: Path
) -> None:
    peaks = []
    for count in (100, 1000):
        with (tmp_path / f"{count}.pdf").open("wb") as file:
            tracemalloc.start()
            print_items(file, layout, Many(values, count), font)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] <= 1.25 * peaks[0]


def test_a_character_that_cannot_be_printed_stops_the_batch_by_name(
    layout: Layout, values: Values, font: Font
) -> None:
    with pytest.raises(UserError, match=r"执法人员.*U\+1F600"):
        print_items(
            io.BytesIO(), layout, [Item(replace(values, officers=("😀",)).filling(), CODE)], font
        )


@pytest.mark.parametrize("start", [0, 1])
def test_used_places_of_a_sheet_stay_free(
    layout: Layout, values: Values, font: Font, start: int
) -> None:
    stock = Stock("two", "两枚", 420, 297, 210, 297, columns=2, across=210)
    pdf = printed(layout, Many(values, 3), font, Target(stock, start=start))
    wanted = [f"{CODE}{i:05d}" for i in range(3)]
    assert codes(pdf) == ([wanted[:2], wanted[2:]] if start == 0 else [wanted[:1], wanted[1:]])


@pytest.mark.parametrize(
    ("fix", "shift"), [(Calibration(3, 0), (3, 0)), (Calibration(0, -2), (0, -2))]
)
def test_calibration_moves_the_print_by_so_many_millimetres(
    layout: Layout, values: Values, font: Font, fix: Calibration, shift: tuple[float, float]
) -> None:
    stock = Stock("page", "整页", 210, 297, 210, 297)
    corners = []
    for calibration in (Calibration(), fix):
        pdf = printed(layout, Many(values, 1), font, Target(stock, calibration))
        with pypdfium2.PdfDocument(pdf) as document:
            picture = document[0].render(scale=300 / 72, grayscale=True).to_pil()
        corners.append(zxingcpp.read_barcodes(picture)[0].position.top_left)
    moved = [(corners[1].x - corners[0].x), (corners[1].y - corners[0].y)]
    assert [pytest.approx(pixels * 25.4 / 300, abs=0.1) for pixels in moved] == list(shift)


def test_scale_stretches_the_print(layout: Layout, values: Values, font: Font) -> None:
    stock = Stock("page", "整页", 210, 297, 210, 297)
    widths = []
    for scale in (1.0, 1.02):
        target = Target(stock, Calibration(scale_x=scale, scale_y=scale))
        pdf = printed(layout, Many(values, 1), font, target)
        with pypdfium2.PdfDocument(pdf) as document:
            picture = document[0].render(scale=600 / 72, grayscale=True).to_pil()
        place = zxingcpp.read_barcodes(picture)[0].position
        widths.append(place.top_right.x - place.top_left.x)
    assert widths[1] / widths[0] == pytest.approx(1.02, abs=0.005)
