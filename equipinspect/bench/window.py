"""The child process of the start group: one window, bare or the program's, timed until it is usable."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from equipinspect.bench.measure import resident

WIDTH, HEIGHT = 1366, 768


def bare() -> float:
    """Show an empty window and return the CPU seconds of this process until it is on screen."""
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415 - its import is measured

    qt = QApplication([])
    window = QMainWindow()
    window.resize(WIDTH, HEIGHT)
    window.show()
    while not window.windowHandle().isExposed():
        qt.processEvents()
    qt.processEvents()
    return time.process_time()


def program(register: Path, home: Path) -> float:
    """Open the window as the command does; return the CPU seconds until its list shows rows.

    The record beside the list is made when these are on screen, and is not waited for.
    """
    import equipinspect.cli  # noqa: F401, PLC0415 - its import is measured
    from equipinspect.gui import start  # noqa: PLC0415

    application = start.application()
    from equipinspect.bench.waiting import wait  # noqa: PLC0415
    from equipinspect.gui.table.view import RecordTable  # noqa: PLC0415

    qt = application.qt_application()
    running = application.Application(qt, home)
    running.window.resize(WIDTH, HEIGHT)
    running.window.show()
    running.begin(register)

    def usable() -> bool:
        tables = running.window.findChildren(RecordTable)
        return any(table.isVisible() and table.rows.row(0) for table in tables)

    shown = wait(qt, usable)
    qt.processEvents()
    used = time.process_time()
    running.stop()
    return used if shown else -1.0


def main(arguments: list[str]) -> None:
    """Print the CPU seconds of the window asked for, negative when it never became usable, and its peak."""
    used = program(Path(arguments[0]), Path(arguments[1])) if arguments else bare()
    peak = resident("VmHWM") if sys.platform == "linux" else 0.0
    sys.stdout.write(f"{used} {peak}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
