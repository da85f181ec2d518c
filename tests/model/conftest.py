"""The shipped declarations and rules, read once for all tests of the model."""

from pathlib import Path

import pytest

from equipinspect.model import declarations
from equipinspect.model.declarations import Declarations
from equipinspect.model.rules import Rules, load_rules

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(scope="session")
def declared() -> Declarations:
    """The declarations as shipped."""
    return declarations.load(RESOURCES)


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The rules as shipped."""
    return load_rules(RESOURCES)
