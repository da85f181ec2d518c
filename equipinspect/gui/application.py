"""The composition root of the window: makes the parts, hands them to each other, and runs Qt."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from equipinspect import RESOURCES
from equipinspect.app import entering
from equipinspect.app.entering import Now
from equipinspect.app.session import Session
from equipinspect.gui import typeface
from equipinspect.gui.desk import Desk
from equipinspect.gui.directory import ENTRIES
from equipinspect.gui.jobs import Job, Jobs
from equipinspect.gui.look import Look
from equipinspect.gui.main_window import MainWindow
from equipinspect.gui.messages import Messages
from equipinspect.gui.preferences import Preferences
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

LAST = "register.last"
SETTLED = 300  # milliseconds after which the start may be over
SIZE = (1366, 768)


def clock() -> datetime:
    """Return the time now with its zone; the one clock of the window."""
    return datetime.now().astimezone()


class Application:
    """The program while its window is open: which register, which look."""

    def __init__(self, qt: QApplication, home: Path, now: Now = clock) -> None:
        self.qt = qt
        self.place = entering.Place(RESOURCES, home, now)
        kept = Preferences(home / "window.json")
        self.look = Look()
        self.jobs = Jobs()
        self.desk = Desk(self.look, self.jobs, Messages(), kept, now, self.place, qt)
        self.desk.open_register = self.open
        self.desk.dress = self.dress
        typeface.load(RESOURCES / "fonts")
        qt.setStyle("Fusion")
        self.look.wear(qt, str(kept.get("palette", "light")), int(kept.get("percent", 100)))
        self._settled = False
        self._translator = QTranslator(qt)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load("qtbase_zh_CN", folder):
            qt.installTranslator(self._translator)
        self.window = MainWindow(self.desk)

    def dress(self, scheme: str, percent: int) -> None:
        """Wear another palette or text size; measures are taken when widgets are made, so remake."""
        self.desk.preferences.put("palette", scheme)
        self.desk.preferences.put("percent", percent)
        old, resized = self.window, percent != self.look.percent
        self.look.wear(self.qt, scheme, percent)
        if resized:
            self.jobs.drop_all()
            self.window = MainWindow(self.desk)
            self.window.setGeometry(old.geometry())
            self.window.begin("settings", section="window")
            self.window.show()
            old.hide()
            old.deleteLater()

    def begin(self, path: Path | None) -> None:
        """Open the register named, else the last one, else ask the three questions of a first start."""
        last = str(self.desk.preferences.get(LAST, ""))
        found = path or (Path(last) if last and Path(last).is_file() else None)
        if found is None or not found.exists():
            self.window.go_first_start(path=found)
        else:
            self.open(
                lambda: entering.open_to_read(found, self.place),
                lambda session: _ready(session, self.place),
            )

    def open(self, make: Any, ready: Any = None) -> Job:
        """Open a register with ``make() -> Session`` and show it.

        ``ready(session)``, where it is given, is run once the first page stands, or before anything
        is written if that comes sooner.
        """
        job = self.jobs.open(make, ready)
        job.done.connect(self._opened)
        job.refused.connect(self._not_opened)
        job.crashed.connect(self.desk.messages.crash)
        return job

    def is_settled(self) -> bool:
        """Say whether the start is over, so that everything is loaded."""
        return self._settled

    def _opened(self, session: Session) -> None:
        path = session.path
        self.desk.declarations = session.declarations
        self.desk.preferences.put(LAST, str(path))
        self.jobs.read(entering.info).done.connect(self._learn)

    def _learn(self, info: dict[str, Any]) -> None:
        self.desk.info = dict(info)
        self.window.forget_pages()
        self.window.begin()
        QTimer.singleShot(SETTLED, self.window, self._go_on)

    def _go_on(self) -> None:
        """Do what can wait until the first page stands: the second reader, the backup of the day."""
        if self.jobs.is_busy():  # on a slow machine the first rows are still on their way
            QTimer.singleShot(SETTLED, self.window, self._go_on)
            return
        self._settled = True
        self.window.refresh()
        if (making := self.jobs.make_ready()) is None:
            self._open_reader()
        else:
            self.desk.watched(making).done.connect(self._worked_anew)
        for entry in ENTRIES:
            self.jobs.beside(import_module, entry.module)
        self.jobs.run(_daily_backup).done.connect(lambda _made: self.window.learn_info())

    def _worked_anew(self, rows_changed: bool) -> None:
        self._open_reader()  # only now: a copied file goes on under another device
        if rows_changed:
            self.desk.tell_written(set())

    def _open_reader(self) -> None:
        path = Path(str(self.desk.info["path"]))
        self.jobs.open_reader(lambda: entering.open_to_read(path, self.place))

    def _not_opened(self, error: UserError) -> None:
        if self.desk.info:
            self.desk.say(str(error), warn=True)
        else:
            self.window.go_first_start(str(error))

    def stop(self) -> None:
        """End the threads and close the register."""
        self.jobs.stop()


def _ready(session: Session, place: entering.Place) -> Any:
    return import_module("equipinspect.app.office").make_ready(session, place)


def _daily_backup(session: Session) -> Any:
    return import_module("equipinspect.app.health").daily_backup(session)


def qt_application() -> QApplication:
    """Return the one Qt application, set up for Chinese and for sharp scaling."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    policy = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QApplication.setHighDpiScaleFactorRoundingPolicy(policy)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    made = QApplication(["equipinspect"])
    made.setApplicationName("equipinspect")
    return made


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Say whether a window can be shown; only Linux can be without a desktop."""
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return platform != "linux" or any(environment.get(name) for name in known)


def run(
    path: Path | None,
    home: Path,
    screenshot: Path | None = None,
    size: tuple[int, int] = SIZE,
) -> int:
    """Show the window until it is closed; with ``screenshot`` write its picture and end.

    Raise UserError where there is no desktop to show it on and no picture is wanted either.
    """
    if not has_display(os.environ, sys.platform):
        if screenshot is None:
            raise UserError(
                _(
                    "这里没有图形桌面，打不开窗口；可用 window --screenshot 文件.png 把画面存成图片。"
                )
            )
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if screenshot is not None:
        qInstallMessageHandler(_platform_said)
    qt = qt_application()
    program = Application(qt, home)
    kept = program.desk.preferences.get("window.size") if screenshot is None else None
    program.window.resize(*(kept or size))
    program.window.show()
    program.begin(path)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: program.window.close())
    if screenshot is not None:
        _when_quiet(program, lambda: _shoot(program, screenshot))
    status = qt.exec()
    program.stop()
    return status


def _platform_said(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Pass on what Qt has to say, but not what a platform without a screen cannot do."""
    if "does not support" not in text:
        sys.stderr.write(f"{text}\n")


def _when_quiet(program: Application, then: Any, still: int = 0) -> None:
    """Call ``then`` once no operation has been waiting for half a second."""
    still = 0 if program.jobs.is_busy() else still + 1
    if still > 5:  # noqa: PLR2004 - five looks, a tenth of a second apart
        then()
        return
    QTimer.singleShot(100, lambda: _when_quiet(program, then, still))


def _shoot(program: Application, target: Path) -> None:
    program.window.grab().save(str(target))
    program.window.close()
    program.qt.quit()
