"""LEC and LS: every product of the scales has one colour, the bounds fall where the tables say."""

from decimal import Decimal
from itertools import product

import pytest

from equipinspect.model import risk

MATRICES = risk.load_matrices()
LEC, LS = MATRICES.methods["LEC"], MATRICES.methods["LS"]


def products(method: risk.Method) -> set[Decimal]:
    found = set()
    for numbers in product(*(method.scales[f] for f in method.factors)):
        whole = Decimal(1)
        for number in numbers:
            whole *= number
        found.add(whole)
    return found


@pytest.mark.parametrize("method", [LEC, LS], ids=["LEC", "LS"])
def test_every_product_has_exactly_one_colour(method: risk.Method) -> None:
    order = [colour.key for colour in MATRICES.colours]
    before = 0
    for number in sorted(products(method), reverse=True):
        place = order.index(method.colour(number))
        assert place >= before, number  # a smaller product is never a higher risk
        before = place
    assert {method.colour(n) for n in products(method)} == set(order)
    assert method.bands[-1].bound is None


def test_ls_has_no_holes() -> None:
    colours = {int(n): LS.colour(n) for n in products(LS)}
    assert sorted(colours) == [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25]
    assert [k for k, c in sorted(colours.items()) if c == "red"] == [20, 25]
    assert [k for k, c in sorted(colours.items()) if c == "orange"] == [15, 16]
    assert [k for k, c in sorted(colours.items()) if c == "yellow"] == [9, 10, 12]


@pytest.mark.parametrize(
    ("number", "colour"),
    [("320", "orange"), ("321", "red"), ("160", "yellow"), ("70", "blue"), ("71", "yellow")],
)
def test_lec_bounds(number: str, colour: str) -> None:
    assert LEC.colour(Decimal(number)) == colour


def test_a_grade_explains_itself() -> None:
    values = {"method": "LEC", "likelihood": "3", "exposure": "6", "severity": "15"}
    found = risk.grade(MATRICES, values)
    assert (found.colour, found.product) == ("orange", Decimal(270))
    assert found.words == "LEC 法：L 3 × E 6 × C 15 = D 270，>160，未达 >320，橙色（较大风险）"
    assert "缺 E" in risk.grade(MATRICES, {**values, "exposure": None}).words
    assert risk.grade(MATRICES, {}).colour == ""


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"method": "LEC", "likelihood": "4"}, ["likelihood"]),
        ({"method": "LS", "likelihood": "6", "severity": "0"}, ["likelihood", "severity"]),
        ({"method": "LEC", "likelihood": "0.5", "exposure": "0.50", "severity": "100"}, []),
        ({"method": "LS", "likelihood": "5", "exposure": "4", "severity": "5"}, []),
    ],
)
def test_a_value_off_the_scale_is_refused(values: dict[str, str], wrong: list[str]) -> None:
    assert list(risk.off_scale(risk.RISK_POINT, values)) == wrong
    assert risk.off_scale("unit", values) == {}
    if wrong:
        assert risk.grade(MATRICES, values).colour == ""
