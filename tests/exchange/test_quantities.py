"""Numbers with units in the notations people use."""

import pytest

from equipinspect.exchange.quantities import convert, known


@pytest.mark.parametrize(
    ("text", "bare", "wanted", "expected"),
    [
        ("122 feet 6 inches", "in", "m", "37.338"),
        ("31 feet 1 inch", "in", "m", "9.474"),
        ("1 foot 7 inches", "in", "m", "0.4826"),
        ("0 inches", "in", "m", "0"),
        ("1015.5", "in", "m", "25.794"),
        ("101' 0\"", "in", "m", "30.785"),
        ("27' 4.5\"", "in", "m", "8.344"),
        ("4'11.5\"", "in", "m", "1.511"),
        ("16'-0\"", "in", "m", "4.877"),
        ("24'", "in", "m", "7.315"),
        ("11ft 3in", "in", "m", "3.429"),
        ("99ft .5in", "in", "m", "30.188"),
        ("12 ft", "in", "m", "3.658"),
        ("144ft 6 inch", "in", "m", "44.044"),
        ('27 feet 0"', "in", "m", "8.23"),
        ("197 feet  3 inches", "in", "m", "60.122"),
        ("68feet10 inches", "in", "m", "20.98"),
        ("12. feet 0 inch", "in", "m", "3.658"),
        ("16 feet  inches", "in", "m", "4.877"),
        ("252 Feet", "in", "m", "76.81"),
        ("89.5 in", "ft", "m", "2.273"),
        ("１２．５ｋｍ", "m", "m", "12500"),
        ("60", "m/min", "m/s", "1"),
        ("350FPM", "ft/min", "m/s", "1.778"),
        ("１．６MPa", "kPa", "MPa", "1.6"),
        ("800", "kPa", "MPa", "0.8"),
        ("12.5万元", "元", "元", "125000"),
    ],
)
def test_lengths_speeds_and_pressures(text, bare, wanted, expected):
    assert convert(text, bare, wanted, whole=False) == expected


@pytest.mark.parametrize(
    ("text", "bare", "expected"),
    [
        ("3500", "lb", "1588"),
        ("3500LBS", "kg", "1588"),
        ("50 Lbs", "kg", "23"),
        ("1.5t", "kg", "1500"),
        ("1吨", "kg", "1000"),
        ("1,000 kg", "lb", "1000"),
        ("10.56", "lb", "5"),
        ("1.0005", "t", "1001"),
    ],
)
def test_masses_as_whole_kilograms(text, bare, expected):
    assert convert(text, bare, "kg", whole=True) == expected


@pytest.mark.parametrize(
    "text", ["52/.5", "约1000", "", "kg", "3-5", "10 20", "m", "一吨", "1.2.3m"]
)
def test_what_is_no_quantity_is_refused(text):
    with pytest.raises(ValueError, match="无法识别"):
        convert(text, "m", "m", whole=False)


def test_a_unit_of_another_dimension_is_refused():
    with pytest.raises(ValueError, match="应为以 kg 计的数字"):
        convert("3 m", "kg", "kg", whole=True)
    with pytest.raises(ValueError, match="无法换算"):
        convert("3", "kg", "个人", whole=True)


def test_units_are_known_by_any_spelling():
    assert known("ＭＰa") == "mpa"
    assert known("必填") is None
