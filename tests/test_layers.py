"""Holds the import rule, the ownership list and the size of the house."""

import ast
import graphlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "equipinspect"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

MAY_IMPORT = {
    "model": set(),
    "store": {"model"},
    "trust": {"model"},
    "exchange": {"model"},
    "documents": {"model"},
    "app": {"model", "store", "trust", "exchange", "documents"},
    "gui": {"app", "model"},
    "cli": {"app", "model"},
    "__main__": {"cli"},
    "": set(),
}
LAZY = {("cli", "gui")}
"""Allowed inside one function only: the command line starts without the window."""

OWNERS = {
    "PySide6": ("gui/",),
    "threading": ("gui/jobs.py",),
    "concurrent": ("gui/jobs.py",),
    "multiprocessing": (),
    "sqlite3": ("store/",),
    "sqlite_utils": ("store/",),
    "pypinyin": ("store/",),
    "rapidfuzz": ("exchange/", "app/"),
    "python_calamine": ("exchange/",),
    "xlsxwriter": ("exchange/",),
    "openpyxl": (),
    "xlwt": (),
    "reportlab": ("documents/",),
    "qrcode": ("documents/",),
    "zxingcpp": ("documents/",),
    "pypdfium2": ("documents/",),
    "PIL": ("documents/",),
    "cryptography": ("trust/",),
    "argon2": ("trust/",),
    "pyrage": ("trust/",),
    "click": ("cli",),
}
NAMES = {
    "QThread": ("gui/jobs.py",),
    "QThreadPool": ("gui/jobs.py",),
    "QRunnable": ("gui/jobs.py",),
    "QMessageBox": ("gui/messages.py",),
}
CLOCKS = {
    ("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "monotonic"),
    ("time", "perf_counter"), ("QDate", "currentDate"), ("QDateTime", "currentDateTime"),
}  # fmt: skip
CLOCK_OWNERS = ("cli", "gui/application.py")
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+(OR \w+ )?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA\s"
    r"|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|VIRTUAL|TRIGGER|VIEW))\b",
    re.DOTALL,
)
CATCH_ALL = {"Exception", "BaseException"}


def _rel(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module a tree names, local and lazy imports too; `from a import b` gives a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative import"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith("import_module")
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.args[0].value


def _owned_by(rel: str, owners: tuple[str, ...]) -> bool:
    return rel.startswith(("bench/", *owners))


def strays(rel: str, tree: ast.Module) -> list[str]:
    """What the module `rel` imports or names although another part owns it."""
    found = []
    for name in imports(tree):
        top = name.partition(".")[0]
        if top in OWNERS and not _owned_by(rel, OWNERS[top]):
            found.append(f"imports {name}")
        room = _room(name)
        here = _room("equipinspect." + rel.removesuffix(".py").replace("/", "."))
        allowed = room in {"", here, *MAY_IMPORT.get(here, ())} or (here, room) in LAZY
        if top == "equipinspect" and here != "bench" and room in MAY_IMPORT and not allowed:
            found.append(f"imports {name}")
    for node in ast.walk(tree):
        found += _stray_words(rel, node)
    return sorted(set(found))


def _stray_words(rel: str, node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) if name in NAMES and not _owned_by(rel, NAMES[name]):
            yield f"names {name}"
        case ast.Attribute(attr=name) if name in NAMES and not _owned_by(rel, NAMES[name]):
            yield f"names {name}"
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if (owner, name) in CLOCKS:
            if not _owned_by(rel, CLOCK_OWNERS):
                yield f"reads the clock by {owner}.{name}"
        case ast.Constant(value=str() as text) if SQL.match(text):
            if not _owned_by(rel, ("store/",)):
                yield f"speaks SQL: {text.strip()[:40]}"


def _catches_all(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler) or ast.unparse(node.body[-1]) == "raise":
        return False  # a rollback that passes the error on catches nothing
    return node.type is None or any(
        isinstance(name, ast.Name) and name.id in CATCH_ALL for name in ast.walk(node.type)
    )


@pytest.mark.parametrize("path", MODULES, ids=_rel)
def test_a_module_keeps_to_its_layer(path: Path) -> None:
    assert strays(_rel(path), _tree(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=_rel)
def test_a_module_stays_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 350
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, ast.FunctionDef) for part in node.body)
            assert (node.end_lineno or 0) - node.lineno < 200, node.name
            assert methods <= 20, node.name


@pytest.mark.parametrize("path", sorted((PACKAGE / "model").rglob("*.py")), ids=_rel)
def test_the_model_needs_the_standard_library_only(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imports(_tree(path))}
    assert tops <= sys.stdlib_module_names | {"equipinspect"}


def test_the_window_is_imported_lazily_by_the_command_line() -> None:
    top_level = [
        node
        for path in MODULES
        if _rel(path).startswith("cli")
        for node in _tree(path).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    names = {name for node in top_level for name in imports(node)}
    assert not [name for name in names if _room(name) == "gui"]


def test_every_part_of_the_package_has_its_rule() -> None:
    parts = {_rel(path).removesuffix(".py").split("/")[0] for path in MODULES}
    assert parts - {"__init__", "bench"} <= set(MAY_IMPORT)


def test_there_is_no_import_circle() -> None:
    names = {_dotted(path): path for path in MODULES}
    edges = {
        name: {other for other in imports(_tree(path)) if other in names and other != name}
        for name, path in names.items()
    }
    # a package's own __init__ is imported before its modules whatever they name
    graph = {name: others - {name.rpartition(".")[0]} for name, others in edges.items()}
    graphlib.TopologicalSorter(graph).prepare()


def test_one_place_catches_everything() -> None:
    places = [
        _rel(path) for path in MODULES for node in ast.walk(_tree(path)) if _catches_all(node)
    ]
    assert places == ["gui/jobs.py"]


@pytest.mark.parametrize("call", ["time.sleep", "sleep", "qtbot.wait"])
def test_no_test_waits_for_the_clock(call: str) -> None:
    waits = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in TESTS
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == call
    ]
    assert waits == []


@pytest.mark.parametrize(
    ("rel", "source"),
    [
        ("model/a.py", "def f():\n    import equipinspect.store.register"),
        ("store/a.py", "from equipinspect.trust import signing"),
        ("store/a.py", "from equipinspect import trust"),
        ("app/a.py", "import importlib\nimportlib.import_module('equipinspect.gui.form')"),
        ("gui/a.py", "from equipinspect.store.register import Register"),
        ("app/a.py", "from PySide6.QtCore import QObject"),
        ("gui/a.py", "def f():\n    QMessageBox.warning(None, '', '')"),
        ("gui/a.py", "rows = 'SELECT id FROM unit'"),
        ("app/a.py", "from datetime import date\nclock = date.today"),
        ("gui/table/a.py", "QtCore.QThreadPool()"),
    ],
)
def test_a_breach_is_seen(rel: str, source: str) -> None:
    assert strays(rel, ast.parse(source))


@pytest.mark.parametrize(
    ("rel", "source"),
    [
        ("app/a.py", "from equipinspect.documents import certificate\nword = 'SELECT'"),
        ("cli.py", "def window():\n    from equipinspect.gui.application import run"),
        ("store/a.py", "import sqlite3\nrows = 'SELECT id FROM unit'"),
        ("bench/a.py", "import time, sqlite3\ntime.perf_counter()"),
        ("model/a.py", "from equipinspect import RESOURCES"),
    ],
)
def test_what_the_rule_allows_passes(rel: str, source: str) -> None:
    assert strays(rel, ast.parse(source)) == []
