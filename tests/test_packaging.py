"""Holds what is shipped: the dependencies, their lock, the fonts, the built package."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import QObject

from equipinspect import RESOURCES, SYSTEM_PACKAGES, __version__

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = dict(re.findall(r"^([\w-]+)==([\w.]+)[^\n]*\\\n    --hash=sha256:", LOCK, re.MULTILINE))
NEEDED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
FULL_FONTS = ["NotoSansSC-Regular.ttf", "NotoSerifSC-Regular.ttf"]


def test_void_calls_keep_their_reference_to_none() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one reference to None on most void calls, then aborts."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(5000):
        thing.setObjectName("name")
    assert sys.getrefcount(None) > before - 1000


@pytest.mark.parametrize("need", NEEDED)
def test_a_dependency_is_locked_with_its_hashes(need: str) -> None:
    name = re.split(r"[><=!]", need)[0].lower()
    assert name in LOCKED


def test_the_lock_names_no_host() -> None:
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "--find-links" not in LOCK


def test_the_window_library_is_not_the_broken_one() -> None:
    assert "PySide6>=6.8,!=6.12.0" in NEEDED
    assert LOCKED["pyside6"] == version("PySide6") != "6.12.0"


@pytest.mark.parametrize("name", FULL_FONTS)
def test_a_font_holds_every_name_a_person_may_bear(name: str) -> None:
    with TTFont(RESOURCES / "fonts" / name) as font:
        characters = font.getBestCmap()
    assert [char for char in "宝鸡喆镕堃祎䶮㛃𬭎—／①㎡℃×·" if ord(char) not in characters] == []
    assert set(range(0x4E00, 0x9FA6)) <= set(characters)


def test_the_heading_font_is_a_weight_of_its_own() -> None:
    with TTFont(RESOURCES / "fonts" / "NotoSansSC-Medium.ttf") as font:
        names = font["name"]
    assert (names.getDebugName(16), names.getDebugName(17)) == ("Noto Sans SC", "Medium")


def test_the_system_packages_have_their_sections() -> None:
    text = SYSTEM_PACKAGES.read_text(encoding="utf-8")
    assert re.findall(r"^\[(\w+)\]$", text, re.MULTILINE) == [
        "offscreen", "window", "environment", "tests",
    ]  # fmt: skip


def test_the_built_package_holds_program_data_and_licences(tmp_path: Path) -> None:
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True
    )
    wheel = tmp_path / done.stdout.decode().split()[-1]
    assert wheel.name == f"equipinspect-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    shipped = [path for path in RESOURCES.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    names = (path.relative_to(RESOURCES).as_posix() for path in shipped)
    inside = {f"equipinspect/resources/{name}" for name in names}
    assert inside - held == set()
    assert "equipinspect/system-packages.txt" in held
    licences = {name.rpartition("/")[2] for name in held if "/licenses/" in name}
    assert {"LICENSE", "NOTICE", "OFL-NotoSansSC.txt", "OFL-NotoSerifSC.txt"} <= licences
    assert [name for name in held if name.startswith(("tests/", "installers/"))] == []
