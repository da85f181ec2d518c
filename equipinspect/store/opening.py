"""Makes and opens register files: checks what a file is and brings it up to this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from equipinspect.model.declarations import Declarations
from equipinspect.model.errors import RegisterDamaged, RegisterTooNew, UserError
from equipinspect.model.text import _
from equipinspect.store import upkeep
from equipinspect.store.register import Register

APPLICATION_ID = 0x45514950  # "EQIP"
SCHEMA = 2  # PRAGMA user_version; a higher one was written by a newer program
BUSY_MILLISECONDS = 15_000
WAL_PAGES = 4000  # written into the file when nobody waits, at the latest by then
WAL_BYTES = 64 << 20


def create(path: Path, declarations: Declarations) -> Register:
    """Make a new, empty register; raise UserError if the file exists or cannot be written."""
    if path.exists():
        raise UserError(
            _("{path} 已存在，没有改动它；请换一个文件名，或直接打开它。").format(path=path)
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(
            _("无法在 {path} 建立台账文件，请检查文件夹是否存在、可写。").format(path=path)
        ) from error
    return _ready(Register(path, connection, declarations), None)


def open_file(
    path: Path, declarations: Declarations, before_update: Callable[[Register], None] | None = None
) -> Register:
    """Open a register and bring it up to this program; ``before_update`` is called before a migration.

    Raises UserError when it is missing or may not be written, RegisterTooNew, RegisterDamaged.
    """
    if not path.is_file():
        raise UserError(_("找不到台账文件 {path}；请核对路径，或用 init 新建。").format(path=path))
    try:
        connection = _connect(path)
    except sqlite3.OperationalError as error:
        raise UserError(
            _("台账文件 {path} 打不开（{error}），请检查权限。").format(path=path, error=error)
        ) from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise _damaged(path) from error
    register = Register(path, connection, declarations)
    try:
        _check_file(register)
    except UserError:
        register.close()
        raise
    return _ready(register, before_update)


def _damaged(path: Path) -> RegisterDamaged:
    return RegisterDamaged(_("{path} 不是台账文件，或文件已损坏；请从备份恢复。").format(path=path))


def _check_file(register: Register) -> None:
    """Raise UserError when the file is no register of this program, or of a newer one."""
    path, read = register.path, register.connection.execute
    try:
        application = read("PRAGMA application_id").fetchone()[0]
        found = read("PRAGMA user_version").fetchone()[0]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise _damaged(path) from error
    if application != APPLICATION_ID:
        raise RegisterDamaged(
            _("{path} 不是本程序的台账文件，请核对后重新选择。").format(path=path)
        )
    if found > SCHEMA:
        raise RegisterTooNew(
            _("台账文件 {path} 由较新版本的程序生成，请先升级本程序。").format(path=path)
        )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    connection.execute(f"PRAGMA journal_size_limit={WAL_BYTES}")
    connection.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")
    return connection


def _ready(register: Register, before_update: Callable[[Register], None] | None) -> Register:
    connection = register.connection
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        if needs_update(connection):
            if before_update:
                before_update(register)
            _update(connection)
        upkeep.follow(register)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        register.close()
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
            raise UserError(
                _("台账文件 {path} 是只读的，请检查文件和文件夹的权限。").format(path=register.path)
            ) from error
        raise RegisterDamaged(
            _("台账文件 {path} 读不出来（{error}）；请从备份恢复。").format(
                path=register.path, error=error
            )
        ) from error
    return register


def _update(connection: sqlite3.Connection) -> None:
    """Apply the migrations; their library is loaded only now, because it costs more than a start has."""
    from equipinspect.store import migrations  # noqa: PLC0415

    migrations.apply(connection)
    connection.execute(f"PRAGMA user_version={SCHEMA}")


def needs_update(connection: sqlite3.Connection) -> bool:
    """Say whether the file has an older schema than this program writes."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA)
