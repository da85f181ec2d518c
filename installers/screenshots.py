"""Takes the README's pictures of the window, from a demo register of a fixed day.

Usage: python installers/screenshots.py [OUT]
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage

from equipinspect import RESOURCES
from equipinspect.app import demo, lists, office
from equipinspect.gui import application

OUT = Path(__file__).parent.parent / "docs"
DAY = date(2026, 3, 5)
STILL = 600  # milliseconds without a running operation before a picture is taken


@dataclass(frozen=True)
class Shot:
    """One picture: its file, the palette worn, the page and what it shows."""

    name: str
    scheme: str
    page: str
    what: dict[str, Any] = field(default_factory=dict)


def noon() -> datetime:
    """Return the moment every picture shows."""
    return datetime(DAY.year, DAY.month, DAY.day, 12).astimezone()


def settle(program: application.Application) -> None:
    """Let the window work until nothing has been running for a moment."""
    loop = QEventLoop()
    timer = QTimer()
    quiet = [0]

    def look() -> None:
        quiet[0] = 0 if program.jobs.is_busy() else quiet[0] + 50
        if quiet[0] >= STILL:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(50)
    loop.exec()


def shoot(program: application.Application, shot: Shot, out: Path) -> None:
    """Show one page and write its picture, with few colours so that the file stays small."""
    program.look.wear(program.qt, shot.scheme, 100)
    program.window.go(shot.page, **shot.what)
    settle(program)
    picture = program.window.grab().toImage().convertToFormat(QImage.Format.Format_Indexed8)
    picture.save(str(out / f"{shot.name}.png"))
    print(out / f"{shot.name}.png")


def shots(first: int) -> list[Shot]:
    """Return the pictures of the README; ``first`` is a lift that can have a certificate."""
    return [
        Shot("register", "light", "register", {"kind": "elevator", "number": first}),
        Shot("register-dark", "dark", "register", {"kind": "elevator", "number": first}),
        Shot("quality", "light", "quality"),
        Shot("certificate", "light", "issue", {"number": first}),
    ]


def main(out: Path = OUT, say: Callable[[str], object] = print) -> None:
    """Make the demo in a folder of its own and take every picture."""
    out.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        path = Path(folder) / "演示.eqi"
        place = office.Place(RESOURCES, home, noon)
        say("making the demo register")
        demo.make(path, place, DAY)
        session = office.open_session(path, place)
        first = lists.page(session, lists.Query("elevator"), None, 1)[0].id
        session.close()
        program = application.Application(application.qt_application(), home)
        program.window.resize(*application.SIZE)
        program.window.show()
        program.begin(path)
        settle(program)
        for shot in shots(first):
            shoot(program, shot, out)
        program.stop()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
