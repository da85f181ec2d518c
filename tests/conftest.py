"""What every test gets: no display, a folder of its own, and silence in the log."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# the machine's load is no property of the program
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """Leave out what takes minutes unless it is asked for."""
    config.option.markexpr = config.option.markexpr or "not long"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty data folder in the place of the user's own."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the data or the settings of whoever runs it."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    for name in ("EQUIPINSPECT_REGISTER", "EQUIPINSPECT_HOME", "EQUIPINSPECT_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def expected_log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """For a test that provokes a warning on purpose: look at the records, then they are cleared."""
    yield caplog
    caplog.clear()


@pytest.fixture(autouse=True)
def _silent_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An unexpected log record of WARNING or above fails the test."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    loud = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert not loud, f"unexpected log records: {loud}"
