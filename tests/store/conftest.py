"""A fresh register file for every test of the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from equipinspect import RESOURCES
from equipinspect.model import declarations
from equipinspect.model.declarations import Declarations
from equipinspect.store.register import Register
from tests.registers import make


@pytest.fixture(scope="session")
def declared() -> Declarations:
    """The declarations as shipped."""
    return declarations.load(RESOURCES)


@pytest.fixture
def register(tmp_path: Path, declared: Declarations) -> Iterator[Register]:
    """An empty register with a device key."""
    with make(tmp_path / "register.eqi", declared) as opened:
        yield opened
