"""What a computer lacks, told from the list the installer reads and from what dpkg has noted."""

from pathlib import Path

from equipinspect import RESOURCES, SYSTEM_PACKAGES
from equipinspect.app import machine

DPKG = """Package: libegl1
Status: install ok installed
Version: 1

Package: libgl1
Status: deinstall ok config-files

Package: libglib2.0-0t64
Status: install ok installed
Provides: libglib2.0-0 (= 2.78), libgio
"""


def test_packages_of_the_list_that_are_not_installed_are_named(tmp_path: Path) -> None:
    wanted, noted = tmp_path / "packages.txt", tmp_path / "status"
    wanted.write_text("# 清单\n[offscreen]\nlibegl1\nlibgl1\n\n[window]\nlibglib2.0-0\n"
                      "libxcb-cursor0\n[tests]\nqpdf\n", encoding="utf-8")  # fmt: skip
    noted.write_text(DPKG, encoding="utf-8")
    assert machine.lacking(RESOURCES, wanted, noted) == [
        "缺少系统软件包 libgl1，请安装后再打开窗口。",
        "缺少系统软件包 libxcb-cursor0，请安装后再打开窗口。",
    ]


def test_the_shipped_list_is_read_and_judged_only_where_dpkg_is(tmp_path: Path) -> None:
    noted = tmp_path / "status"
    assert machine.lacking(RESOURCES, SYSTEM_PACKAGES, noted) == []
    noted.write_text("", encoding="utf-8")
    found = machine.lacking(RESOURCES, SYSTEM_PACKAGES, noted)
    assert any("libegl1" in each for each in found)
    assert any("libxcb-cursor0" in each for each in found)
    assert not any("qpdf" in each or "python3-venv" in each for each in found)


def test_missing_fonts_are_named(tmp_path: Path) -> None:
    assert len(machine.lacking(tmp_path, tmp_path / "none", tmp_path / "none")) == 3
