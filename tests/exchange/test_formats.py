"""Date cells that show a year and a month only are months, whatever day they hold."""

from datetime import date, datetime
from zipfile import ZipFile

import pytest

from equipinspect.exchange.formats import shows_month_only
from equipinspect.exchange.sheets import open_book


@pytest.mark.parametrize(
    "code", ['yyyy"年"m"月"', "yyyy\\-mm", '[$-804]yyyy"年"m"月";@', "mmm-yy", "yyyy/mm"]
)
def test_formats_without_a_day(code):
    assert shows_month_only(code)


@pytest.mark.parametrize(
    "code",
    ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "General", "0.00", "h:mm", "m/d", "mm:ss", "@", "yyyy"],
)
def test_other_formats(code):
    assert not shows_month_only(code)


def cells(path):
    opened = open_book(path)
    return [list(row) for _number, row in opened.read("电梯")]


def test_month_cells_are_read_as_months(book):
    path = book(
        [
            ["代码", "下次", "上次"],
            ["1", datetime(2025, 4, 1), datetime(2023, 4, 1)],
            ["2", datetime(2025, 5, 9)],
        ],
        formats={"B2": 'yyyy"年"m"月"', "B3": "yyyy-mm-dd", "C2": "yyyy-mm-dd"},
    )
    assert cells(path)[1:] == [["1", "2025-04", date(2023, 4, 1)], ["2", date(2025, 5, 9), ""]]


def test_the_built_in_month_format_of_chinese_spreadsheets(book, tmp_path):
    path = book([["代码"], [datetime(2025, 4, 1)]], formats={"A2": "mmm-yy"})
    target = tmp_path / "b.xlsx"
    with ZipFile(path) as given, ZipFile(target, "w") as made:
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(b'numFmtId="17"', b'numFmtId="57"'))
    assert cells(target)[1] == ["2025-04"]
