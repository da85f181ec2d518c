"""One certificate's worth of invented values, and the layout and font they are printed with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from equipinspect.documents.certificate import Values
from equipinspect.documents.fonts import Font, load_font
from equipinspect.documents.layouts import Layout, layout_on

RESOURCES = Path(__file__).parents[2] / "resources"
# the length and alphabet of a real code; whether it verifies is another layer's business
CODE = (
    "EQI1/610322/EI/26030500317Q/D31101000320160031/P/20260306/202702/K005C5I/"
    "1B11URSMG5DQPEFC6VU5AV4FA79DO7O2T8G2JQRT57XEHY3VIGHYYLE5QZR3DAO4OICM6I8HISOF2BM92WP5FCLCC8AG"
    "33GWR8Y3"
)
HOSTED = "HTTPS://JIANCHA.EXAMPLE.INVALID/C/#" + CODE


@pytest.fixture(scope="session")
def font() -> Font:
    return load_font(RESOURCES / "fonts")


@pytest.fixture(scope="session")
def layout() -> Layout:
    return layout_on(RESOURCES / "templates", "check_certificate_a4", date(2026, 3, 6))


@pytest.fixture
def values() -> Values:
    return Values(
        office="宝鸡市虚构区市场监督管理局",
        number="26030500317Q",
        equipment="D31101000320160031",
        lines=(
            ("设备种类", "电梯（曳引驱动乘客电梯）"),
            ("使用登记证编号", "梯11陕C00655(16)"),
            ("使用单位", "宝鸡虚构物业管理有限公司"),
            ("制造单位", "䶮喆电梯（𬭎川）有限公司"),
        ),
        kind="日常监督检查",
        checked_on="2026-03-06",
        result="未发现问题",
        officers=("演员甲", "演员乙"),
        issued="2026-03-06",
        valid_to="2027-02",
    )
