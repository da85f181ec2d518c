"""Opens the one file: checks what it is, brings it up to date, and runs transactions on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database

from equipinspect.model.declarations import Declarations
from equipinspect.model.fields import Value
from equipinspect.model.errors import RegisterDamaged, RegisterTooNew, UserError
from equipinspect.model.text import _
from equipinspect.store import tables
from equipinspect.store.migrations import migrations
from equipinspect.store.shapes import Shapes

APPLICATION_ID = 0x45514950  # "EQIP"
SCHEMA = 1  # PRAGMA user_version; a higher one was written by a newer program
BUSY_MILLISECONDS = 15_000


class Signer(Protocol):
    """The device key as the log sees it."""

    @property
    def public(self) -> bytes:
        """The raw public key of 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Sign ``message``; 64 bytes."""
        ...


Derived = dict[str, str | None]
Derive = Callable[[str, dict[str, Value]], Derived]


class Register:
    """One open register file with its declarations; made by `create` and `open_file`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, declarations: Declarations) -> None:
        self.path = path
        self.connection = connection
        self.declarations = declarations
        self.shapes = Shapes(declarations)
        self.signer: Signer | None = None
        self.replica = 0
        self.derive: Derive | None = None
        self.after_commit: Callable[[int, bytes], None] | None = None

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self.connection.close()

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block as one transaction: all of it is kept, or nothing."""
        begin(self.connection)
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def local(self, key: str) -> str | None:
        """Read a piece of local bookkeeping that is never part of the state."""
        row = self.connection.execute("SELECT value FROM own_replica WHERE key=?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_local(self, key: str, value: str) -> None:
        """Write a piece of local bookkeeping."""
        self.connection.execute("INSERT OR REPLACE INTO own_replica VALUES(?,?)", (key, value))

    def settings(self, scope: str) -> dict[str, str]:
        """Read the settings of the office or of one person."""
        rows = self.connection.execute("SELECT key, value FROM setting WHERE scope=?", (scope,))
        return {str(k): str(v) for k, v in rows}

    def set_setting(self, scope: str, key: str, value: str) -> None:
        """Keep one setting of the office or of one person."""
        self.connection.execute("INSERT OR REPLACE INTO setting VALUES(?,?,?)", (scope, key, value))

    def version(self) -> int:
        """Return a number that changes when another connection wrote to the file."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])


def begin(connection: sqlite3.Connection) -> None:
    """Start a writing transaction; raise UserError when another program holds the file too long."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise UserError(_("台账文件正被另一个程序写入（{error}），请稍候再试。").format(error=error)) from error


def create(path: Path, declarations: Declarations) -> Register:
    """Make a new, empty register; raise UserError if the file exists or cannot be written."""
    if path.exists():
        raise UserError(_("{path} 已存在，没有改动它；请换一个文件名，或直接打开它。").format(path=path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(_("无法在 {path} 建立台账文件，请检查文件夹是否存在、可写。").format(path=path)) from error
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    return _ready(path, connection, declarations)


def open_file(path: Path, declarations: Declarations) -> Register:
    """Open a register; raise UserError when it is missing, RegisterTooNew or RegisterDamaged otherwise."""
    if not path.is_file():
        raise UserError(_("找不到台账文件 {path}；请核对路径，或用 init 新建。").format(path=path))
    connection = _connect(path)
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        found = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        connection.close()
        raise RegisterDamaged(_("{path} 不是台账文件，或文件已损坏；请从备份恢复。").format(path=path)) from error
    if application != APPLICATION_ID:
        connection.close()
        raise RegisterDamaged(_("{path} 不是本程序的台账文件，请核对后重新选择。").format(path=path))
    if found > SCHEMA:
        connection.close()
        raise RegisterTooNew(_("台账文件 {path} 由较新版本的程序生成，请先升级本程序。").format(path=path))
    return _ready(path, connection, declarations)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    return connection


def _ready(path: Path, connection: sqlite3.Connection, declarations: Declarations) -> Register:
    register = Register(path, connection, declarations)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        if needs_update(connection):
            migrations.apply(Database(connection))
            connection.execute(f"PRAGMA user_version={SCHEMA}")
        begin(connection)
        tables.follow(connection, declarations)
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise RegisterDamaged(
            _("台账文件 {path} 读不出来（{error}）；请从备份恢复。").format(path=path, error=error)
        ) from error
    return register


def needs_update(connection: sqlite3.Connection) -> bool:
    """Say whether the file has an older schema than this program writes."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA)
