"""Makes one-file copies of a register with its photos, and turns such a copy into a register again."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from hashlib import file_digest, sha256
from pathlib import Path

from equipinspect.model.errors import Cancelled, RegisterDamaged, UserError
from equipinspect.model.text import _
from equipinspect.store.opening import APPLICATION_ID, SCHEMA
from equipinspect.store.register import Register

PAGES = 2000
PACKED = "packed_file"  # the table of photos and scans inside a backup
STORED = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,8})?")  # files are named by their SHA-256
SEAL_LENGTH = 32  # SHA-256 of everything before it closes a backup
Report = Callable[[str, int, int], None]


def files_folder(register: Path) -> Path:
    """Return the folder of photos and scans that belongs to a register file."""
    return register.with_name(register.name + ".files")


def stored_files(folder: Path) -> list[Path]:
    """Return the photos and scans in a folder of files, whatever else lies there."""
    found = folder.glob("*") if folder.is_dir() else ()
    return sorted(path for path in found if STORED.fullmatch(path.name))


def copy(register: Register, target: Path, report: Report, cancelled: Callable[[], bool]) -> None:
    """Write register and files into one new, sealed file.

    Raises UserError when it exists or cannot be written, Cancelled; neither leaves a file.
    """
    if target.exists():
        raise UserError(_("{path} 已存在，没有覆盖；请换一个文件名。").format(path=target))
    fresh = target.with_name(target.name + ".part")

    def step(_status: int, left: int, total: int) -> None:
        report(_("正在备份"), total - left, total)
        if cancelled():
            raise Cancelled(_("备份已取消，没有留下文件。"))

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as out:
            register.connection.backup(out, pages=PAGES, progress=step)
            out.execute("PRAGMA journal_mode=DELETE")
            _pack(out, files_folder(register.path))
        _seal(fresh)
        fresh.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(
            _("无法写备份 {path}（{error}）；请检查磁盘空间和权限。").format(
                path=target, error=error
            )
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _pack(out: sqlite3.Connection, folder: Path) -> None:
    out.execute("CREATE TABLE packed_file(name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT")
    for path in stored_files(folder):
        out.execute("INSERT INTO packed_file VALUES(?,?)", (path.name, path.read_bytes()))


def _seal(path: Path) -> None:
    with path.open("r+b") as file:
        digest = file_digest(file, "sha256").digest()
        file.write(digest)


def _is_sealed(path: Path) -> bool:
    size = path.stat().st_size - SEAL_LENGTH
    whole = sha256()
    with path.open("rb") as file:
        while size > 0 and (part := file.read(min(size, 1 << 20))):
            whole.update(part)
            size -= len(part)
        return file.read() == whole.digest()


def _opened(backup: Path) -> sqlite3.Connection:
    """Open a backup without ever writing to it or beside it."""
    return sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def contents(backup: Path) -> dict[str, int]:
    """Open and check a backup; return the living rows by table and the number of files.

    Raises RegisterDamaged when it is no backup, was damaged or comes from a newer program.
    """
    if not backup.is_file():
        raise UserError(_("找不到备份文件 {path}。").format(path=backup))
    try:
        with closing(_opened(backup)) as found:
            _check(found, backup)
            return _counts(found)
    except (OSError, sqlite3.DatabaseError) as error:
        raise RegisterDamaged(_("{path} 不是台账备份，或已损坏。").format(path=backup)) from error


def _check(found: sqlite3.Connection, backup: Path) -> None:
    if found.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise RegisterDamaged(_("{path} 不是台账备份。").format(path=backup))
    if found.execute("PRAGMA user_version").fetchone()[0] > SCHEMA:
        raise RegisterDamaged(
            _("备份 {path} 由较新版本的程序生成，请先升级本程序。").format(path=backup)
        )
    sound = _is_sealed(backup) and found.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    if not sound:
        raise RegisterDamaged(_("备份 {path} 已损坏，请换一个备份。").format(path=backup))


def _counts(found: sqlite3.Connection) -> dict[str, int]:
    records = found.execute("SELECT DISTINCT record FROM operation ORDER BY record")
    counts = {
        record: found.execute(f'SELECT count(*) FROM "{record}" WHERE _deleted=0').fetchone()[0]
        for (record,) in records.fetchall()
    }
    counts[PACKED] = found.execute("SELECT count(*) FROM packed_file").fetchone()[0]
    return counts


def unpack(backup: Path, target: Path) -> None:
    """Make a register file and its folder of files from a backup; the target must not exist."""
    if target.exists():
        raise UserError(_("{path} 已存在，没有覆盖；请换一个位置恢复。").format(path=target))
    contents(backup)
    fresh = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with (
            closing(_opened(backup)) as source,
            closing(sqlite3.connect(fresh, isolation_level=None)) as out,
        ):
            source.backup(out)
            _unpack_files(out, files_folder(target))
            out.execute("DROP TABLE packed_file")
        fresh.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(
            _("无法恢复到 {path}（{error}）；请检查磁盘空间和权限。").format(
                path=target, error=error
            )
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _unpack_files(out: sqlite3.Connection, folder: Path) -> None:
    for name, content in out.execute("SELECT name, content FROM packed_file"):
        if not STORED.fullmatch(name):
            raise RegisterDamaged(_("备份里的文件名 {name} 不合规则。").format(name=name))
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
