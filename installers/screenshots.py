"""Takes the README's pictures of the window, from a demo register of a fixed day.

Usage: python installers/screenshots.py [OUT [all]]
With ``all``, OUT gets every page in every palette and text size instead, to be looked through.
"""

import csv
import os
import sys
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from equipinspect import RESOURCES
from equipinspect.app import demo, exporting, lists, office
from equipinspect.app.session import Session
from equipinspect.gui import application
from equipinspect.gui.directory import ENTRIES
from equipinspect.gui.palette import SCHEMES

OUT = Path(__file__).parent.parent / "docs"
KEYS = ("old_reg_code", "reg_no", "user_unit", "estate", "building", "inspection_next")
DAY = date(2026, 3, 5)
Found = TypeVar("Found", bound=QWidget)
PERCENTS = (100, 150, 200)
STILL = 600  # milliseconds without a running operation before a picture is taken


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


class Camera:
    """The window of the demo, brought before the lens page by page."""

    def __init__(self, program: application.Application, out: Path) -> None:
        self.program = program
        self.out = out

    def shoot(self, name: str) -> None:
        """Write the picture of what the window shows once it is at rest."""
        settle(self.program)
        self.program.window.grab().save(str(self.out / f"{name}.png"), "PNG", 0)
        print(self.out / f"{name}.png")

    def go(self, page: str, **what: Any) -> None:
        """Show a page and let it come to rest."""
        self.program.window.go(page, **what)
        settle(self.program)

    def wear(self, scheme: str) -> None:
        """Change the palette."""
        self.program.look.wear(self.program.qt, scheme, 100)

    def issue(self) -> None:
        """Issue the certificate that the page stands before, by the first two officers who may."""
        first, second = (self._find(QComboBox, f"officer{n}") for n in (1, 2))
        button = self._find(QPushButton, "issue_now")
        for row in range(1, first.count() - 1):
            for box, chosen in ((first, row), (second, row + 1)):
                box.setCurrentIndex(chosen)
                box.activated.emit(chosen)
            settle(self.program)
            if button.isEnabled():
                break
        button.click()

    def _find(self, kind: type[Found], name: str) -> Found:
        page = self.program.window.stack.currentWidget()
        assert page is not None
        found = page.findChild(kind, name)
        assert found is not None, name
        return found


def write_ledger(session: Session, path: Path) -> None:
    """Write what a district may hand in: one estate again, with a new lift and a lost code."""
    estate = lists.Query("elevator", text="星河雅居")
    exporting.export_list(session, estate, path, KEYS)
    titles, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    code = titles.index(session.declaration("elevator").field("old_reg_code").caption)
    new, lost = list(rows[-1]), list(rows[-2])
    new[code], lost[code] = "31106103282026050001", "3.11061032820051E+19"
    new[titles.index("使用登记证编号")] = ""
    moved = [[cell.replace("2026-05", "2026-07") for cell in row] for row in rows[:-2]]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([row[1:] for row in (titles, *moved, lost, new)])


def take(camera: Camera, first: int, ledger: Path) -> None:
    """Take the pictures of the README; ``first`` is a lift that can have a certificate."""
    camera.go("register", kind="elevator", number=first)
    camera.shoot("register")
    camera.wear("dark")
    camera.shoot("register-dark")
    camera.wear("light")
    camera.go("importing", kind="elevator", file=ledger)
    camera.shoot("importing")
    camera.go("issue", number=first)
    camera.issue()
    camera.shoot("certificate")
    for page in ("today", "coverage", "campaigns"):
        camera.go(page)
        camera.shoot(page)


def take_all(camera: Camera) -> None:
    """Take every page of the rail in every palette at every text size."""
    for percent in PERCENTS:
        for scheme in SCHEMES:
            camera.program.dress(scheme, percent)
            for entry in ENTRIES:
                if entry.words:
                    camera.go(entry.key)
                    camera.shoot(f"{entry.key}-{scheme}-{percent}")


def main(out: Path = OUT, which: str = "") -> None:
    """Make the demo in a folder of its own and take every picture."""
    out.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        path = Path(folder) / "演示.eqi"
        place = office.Place(RESOURCES, home, noon)
        demo.make(path, place, DAY)
        session = office.open_session(path, place)
        first = lists.page(session, lists.Query("elevator"), 0, 1)[0].id
        ledger = Path(folder) / "千阳县电梯台账.csv"
        write_ledger(session, ledger)
        session.close()
        program = application.Application(application.qt_application(), home)
        program.place, program.desk.now = place, noon
        for clock in program.window.top.findChildren(QTimer):
            clock.timeout.emit()
        program.window.resize(*application.SIZE)
        program.window.show()
        program.begin(path)
        settle(program)
        if which == "all":
            take_all(Camera(program, out))
        else:
            take(Camera(program, out), first, ledger)
        program.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else OUT, *sys.argv[2:3])
