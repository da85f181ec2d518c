"""Names the version, and where the data that ships with the program lies."""

from pathlib import Path

__version__ = "0.1.0"

_PACKAGE = Path(__file__).parent
# in an installed wheel the data lies inside the package, in a checkout beside it
_DATA, _LISTS = (
    (_PACKAGE, _PACKAGE)
    if (_PACKAGE / "resources").is_dir()
    else (_PACKAGE.parent, _PACKAGE.parent / "installers")
)
RESOURCES: Path = _DATA / "resources"
SYSTEM_PACKAGES: Path = _LISTS / "system-packages.txt"
