"""The window over a real register: a demo of one county, opened afresh for every test."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from equipinspect import RESOURCES
from equipinspect.app import demo
from equipinspect.app.office import Place
from equipinspect.gui.application import Application
from equipinspect.gui.look import Look
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.messages import Messages

NOW = datetime(2026, 3, 6, 9, 23)
HERE = Path(__file__).parent
QUIET = "does not support (propagateSizeHints|raise|grabbing)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says that it has no window manager; that is no fault of ours."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore(QUIET, extend=True))


class Said(Messages):
    """Answers dialogs without showing them, and remembers what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.agree = True
        self.answer: str | None = "理由"
        self.file: Path | None = None

    def refuse(self, text: str) -> None:
        self.heard.append(text)

    def crash(self, text: str) -> None:
        pytest.fail(text)

    def ask(self, text: str, yes: str, no: str = "") -> bool:
        self.heard.append(text)
        return self.agree

    def text(self, question: str, start: str = "") -> str | None:
        self.heard.append(question)
        return self.answer

    def secret(self, question: str) -> str | None:
        self.heard.append(question)
        return self.answer

    def open_file(self, title: str, kinds: str, folder: str = "") -> Path | None:
        return self.file

    def save_file(self, title: str, kinds: str, start: str = "") -> Path | None:
        return self.file


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo register of one county, closed."""
    folder = tmp_path_factory.mktemp("made")
    path = folder / "demo.eqi"
    demo.make(path, Place(RESOURCES, folder / "home", lambda: NOW), date(2026, 3, 6), "麟游县")
    return path


@pytest.fixture
def register(made: Path, tmp_path: Path) -> Path:
    """A copy of the demo register for one test."""
    path = tmp_path / "demo.eqi"
    copyfile(made, path)
    return path


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light look."""
    worn = Look()
    worn.wear(qapp, "light", 100)
    return worn


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, home: Path) -> Iterator[Application]:
    """The program without a register."""
    started = Application(qapp, home, lambda: NOW)
    started.desk.messages = Said()
    started.window.resize(1366, 768)
    started.window.show()
    yield started
    started.window.hide()
    started.stop()
    started.window.deleteLater()


@pytest.fixture
def settle(qtbot: QtBot, program: Application) -> Callable[[], None]:
    """Return a function that waits until no operation is under way."""

    def wait() -> None:
        looks = 0

        def is_quiet() -> bool:
            # one operation's end may begin the next: quiet is what stays quiet for some looks
            nonlocal looks
            looks = 0 if program.jobs.is_busy() else looks + 1
            return looks > 5

        qtbot.waitUntil(is_quiet, timeout=20_000)

    return wait


@pytest.fixture
def window(
    program: Application, register: Path, settle: Callable[[], None], qtbot: QtBot
) -> MainWindow:
    """The window with the demo register open, ready for keys."""
    program.begin(register)
    qtbot.waitUntil(program.is_settled, timeout=20_000)
    settle()
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    return program.window


@pytest.fixture
def said(program: Application) -> Said:
    """What dialogs would have said."""
    found = program.desk.messages
    assert isinstance(found, Said)
    return found
