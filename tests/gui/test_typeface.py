"""The typeface: real files, so that Medium is Medium and figures have one width."""

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from equipinspect import RESOURCES
from equipinspect.gui import typeface


@pytest.fixture(autouse=True)
def _loaded(qapp: QApplication) -> None:
    assert typeface.load(RESOURCES / "fonts") == []


@pytest.mark.parametrize(("medium", "style"), [(False, "Regular"), (True, "Medium")])
def test_each_weight_is_a_real_file(medium: bool, style: str) -> None:
    info = QFontInfo(typeface.font(10.5, medium))
    assert info.family() == typeface.FAMILY
    assert info.styleName() == style
    assert style in QFontDatabase.styles(typeface.FAMILY)


@pytest.mark.parametrize("medium", [False, True])
def test_figures_have_one_width(medium: bool) -> None:
    metrics = QFontMetricsF(typeface.font(10.5, medium))
    assert len({round(metrics.horizontalAdvance(digit), 3) for digit in "0123456789"}) == 1


def test_a_missing_file_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("empty")
    assert typeface.load(empty) == list(typeface.FILES)
