"""Names the version, and the folder of the data that ships with the program."""

from pathlib import Path

__version__ = "0.1.0"

_PACKAGE = Path(__file__).parent
_PACKAGED = _PACKAGE / "resources"
RESOURCES: Path = _PACKAGED if _PACKAGED.is_dir() else _PACKAGE.parent / "resources"
"""In an installed wheel the data lies inside the package, in a checkout beside it."""
