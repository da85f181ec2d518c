"""Says what this computer lacks to run the program: fonts and system packages."""

from __future__ import annotations

import sys
from pathlib import Path

from equipinspect.model.text import _

FONTS = ("NotoSansSC-Regular.ttf", "NotoSerifSC-Regular.ttf", "NotoSansSC-Medium.ttf")
FOR_THE_WINDOW = ("offscreen", "window")  # the sections of the list that a window needs
DPKG = Path("/var/lib/dpkg/status")


def lacking(resources: Path, packages: Path, dpkg: Path = DPKG) -> list[str]:
    """Return what is missing, a Chinese sentence each.

    ``packages`` is the list the installer reads; ``dpkg`` says what Debian and its kin have
    installed. Where there is no such file, packages are not judged.
    """
    found = [
        _("缺少字体 {name}，请重新安装程序。").format(name=name)
        for name in FONTS
        if not (resources / "fonts" / name).is_file()
    ]
    if sys.platform == "linux" and packages.is_file() and dpkg.is_file():
        there = _installed(dpkg)
        found += [
            _("缺少系统软件包 {package}，请安装后再打开窗口。").format(package=name)
            for name in _wanted(packages)
            if name not in there
        ]
    return found


def _wanted(packages: Path) -> list[str]:
    found, section = [], ""
    for line in packages.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
        elif line and not line.startswith("#") and section in FOR_THE_WINDOW:
            found.append(line.strip())
    return found


def _installed(dpkg: Path) -> set[str]:
    """Return every installed package and the names it stands in for."""
    found: set[str] = set()
    for stanza in dpkg.read_text(encoding="utf-8", errors="replace").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line)
        if fields.get("Status", "").endswith(" installed"):
            names = f"{fields.get('Package', '')}, {fields.get('Provides', '')}"
            found |= {name.split()[0] for name in names.split(",") if name.strip()}
    return found
