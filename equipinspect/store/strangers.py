"""Opens an exchange file as a stranger's: a private copy, read-only, with limits, its schema letter for letter."""

from __future__ import annotations

import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from urllib.request import pathname2url

from equipinspect.model.errors import UserError
from equipinspect.model.text import _
from equipinspect.store import exchange_file, opening
from equipinspect.store.exchange_file import Manifest, read_manifest

HEADER = 100
MAGIC = b"SQLite format 3\x00"
ENVELOPE = b"age-encryption.org/v1\n"
LARGEST = 16 << 30
LONGEST_VALUE = 32 << 20
STEPS = 10_000  # virtual machine steps between two looks at the budget
BUDGET, BUDGET_PER_BYTE = 5_000_000, 3  # steps a file may cost: a stranger must not hang the desk
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 20,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 5,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 8,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 50,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 50,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}
Open = Callable[[Path, Path], None]  # decrypts an envelope: from the first path to the second


class Unreadable(UserError):
    """The file could not be read at all: it is gone, locked, or of a newer program."""


class Untrue(UserError):
    """The file is damaged, forged or no exchange file; nothing of it may be used."""


@dataclass(frozen=True)
class Stranger:
    """An opened copy of a file that nothing is proven of but its form."""

    path: Path
    connection: sqlite3.Connection
    texts: dict[str, str]
    manifest: Manifest
    sha256: str
    size: int


@contextmanager
def opened(path: Path, private: Path, open_envelope: Open | None = None) -> Iterator[Stranger]:
    """Copy ``path`` into the folder ``private`` and open the copy, which is gone afterwards.

    Raises Unreadable or Untrue with the reason.
    """
    copy = private / "received.eqx"
    try:
        private.mkdir(parents=True, exist_ok=True)
        digest, size = _copied(path, copy)
        if _is_envelope(copy):
            size = _unwrapped(copy, open_envelope, path)
        with closing(_connected(copy, path, size)) as connection:
            texts, manifest = _described(connection, path)
            yield Stranger(path, connection, texts, manifest, digest, size)
    finally:
        copy.unlink(missing_ok=True)


def _is_envelope(copy: Path) -> bool:
    with copy.open("rb") as file:
        return file.read(len(ENVELOPE)) == ENVELOPE


def _copied(path: Path, copy: Path) -> tuple[str, int]:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Untrue(_("文件超过 16 GB，不会是交换文件。"))
        with path.open("rb") as source, copy.open("wb+") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            if target.tell() != size or path.stat().st_size != size:
                raise Unreadable(_("读取时文件变了（存储盘被拔出？），请重新插好再试。"))
            target.seek(0)
            return file_digest(target, "sha256").hexdigest(), size
    except OSError as error:
        raise Unreadable(
            _("文件 {path} 读不出来（{why}），请检查存储盘后再试。").format(
                path=path, why=error.strerror or error
            )
        ) from error


def _unwrapped(copy: Path, open_envelope: Open | None, path: Path) -> int:
    if open_envelope is None:
        raise Unreadable(_("{path} 是加密的，本机没有打开它的密钥。").format(path=path.name))
    plain = copy.with_suffix(".plain")
    try:
        open_envelope(copy, plain)
        plain.replace(copy)
    except UserError as error:
        raise Unreadable(str(error)) from error
    finally:
        plain.unlink(missing_ok=True)
    return copy.stat().st_size


def _connected(copy: Path, path: Path, size: int) -> sqlite3.Connection:
    _check_header(copy, path, size)
    connection = sqlite3.connect(
        f"file:{pathname2url(str(copy))}?mode=ro&immutable=1",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _restrain(connection, size)
        _check_schema(connection)
        problems = connection.execute("PRAGMA integrity_check(1)").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        connection.close()
        raise broken(error) from error
    except Untrue:
        connection.close()
        raise
    if problems != [("ok",)]:
        connection.close()
        raise broken(problems[0][0])
    return connection


def broken(what: object) -> Untrue:
    """Return the refusal of a file whose inside is damaged."""
    return Untrue(_("文件内部已损坏（{what}），请让对方重新导出。").format(what=what))


def _check_header(copy: Path, path: Path, size: int) -> None:
    """Refuse by the first hundred bytes whatever is not a plain exchange file of the stated size."""
    with copy.open("rb") as file:
        head = file.read(HEADER)
    if len(head) < HEADER or head[:16] != MAGIC:
        raise Untrue(_("{name} 不是交换文件。").format(name=path.name))
    page, write, read, reserved = struct.unpack(">HBBB", head[16:21])
    (pages,) = struct.unpack(">I", head[28:32])
    (encoding,) = struct.unpack(">I", head[56:60])
    (version,) = struct.unpack(">I", head[60:64])
    (application,) = struct.unpack(">I", head[68:72])
    if application == opening.APPLICATION_ID:
        raise Unreadable(
            _("{name} 是台账文件，不是交换文件；请在那台电脑上用“导出交换文件”。").format(
                name=path.name
            )
        )
    if application != exchange_file.APPLICATION_ID:
        raise Untrue(_("{name} 不是本程序的交换文件。").format(name=path.name))
    if version > exchange_file.MAJOR:
        raise Unreadable(_("{name} 由较新版本的程序导出，请先升级本程序。").format(name=path.name))
    plain = (write, read, reserved, encoding) == (1, 1, 0, 1) and version == exchange_file.MAJOR
    if page != exchange_file.PAGE or not plain or any(head[52:56] + head[64:68] + head[72:92]):
        raise Untrue(_("{name} 的文件头不合规则。").format(name=path.name))
    if pages * page != size:
        raise Untrue(_("{name} 不完整或被接长，请让对方重新导出。").format(name=path.name))


def _restrain(connection: sqlite3.Connection, size: int) -> None:
    """Set limits before the first byte of the schema is read."""
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    left = [(BUDGET + size * BUDGET_PER_BYTE) // STEPS]

    def step() -> bool:
        left[0] -= 1
        return left[0] < 0

    connection.set_progress_handler(step, STEPS)
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _check_schema(connection: sqlite3.Connection) -> None:
    """Refuse any schema but the fixed one: no views, triggers, generated columns, virtual tables."""
    rows = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid LIMIT 50"
    ).fetchall()
    if rows != _fixed_schema():
        raise Untrue(_("文件里的表与交换文件的规定不符。"))


def _fixed_schema() -> list[tuple[str, str, str, str | None]]:
    with closing(sqlite3.connect(":memory:")) as fixed:
        for statement in exchange_file.TABLES:
            fixed.execute(statement)
        return fixed.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid"
        ).fetchall()


def _described(connection: sqlite3.Connection, path: Path) -> tuple[dict[str, str], Manifest]:
    try:
        texts = dict(connection.execute("SELECT key, value FROM manifest").fetchall())
        return texts, read_manifest(texts)
    except (sqlite3.Error, ValueError) as error:
        raise Untrue(
            _("{name} 的清单读不懂（{why}）。").format(name=path.name, why=error)
        ) from error
