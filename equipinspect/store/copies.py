"""Makes one-file copies of a register with its photos, and turns such a copy into a register again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from equipinspect.model.errors import Cancelled, RegisterDamaged, UserError
from equipinspect.model.text import _
from equipinspect.store.register import APPLICATION_ID, Register

PAGES = 2000
Report = Callable[[str, int, int], None]


def files_folder(register: Path) -> Path:
    """Return the folder of photos and scans that belongs to a register file."""
    return register.with_name(register.name + ".files")


def copy(register: Register, target: Path, report: Report, cancelled: Callable[[], bool]) -> None:
    """Write register and files into one new file; raise UserError when it exists or cannot be written."""
    if target.exists():
        raise UserError(_("{path} 已存在，没有覆盖；请换一个文件名。").format(path=target))
    fresh = target.with_name(target.name + ".part")
    fresh.unlink(missing_ok=True)

    def step(_status: int, left: int, total: int) -> None:
        report(_("正在备份"), total - left, total)
        if cancelled():
            raise Cancelled(_("备份已取消，没有留下文件。"))

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as out:
            register.connection.backup(out, pages=PAGES, progress=step)
            out.execute("PRAGMA journal_mode=DELETE")
            _pack(out, files_folder(register.path))
        fresh.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        fresh.unlink(missing_ok=True)
        raise UserError(_("无法写备份 {path}（{error}）；请检查磁盘空间和权限。").format(path=target, error=error)) from error
    except Cancelled:
        fresh.unlink(missing_ok=True)
        raise


def _pack(out: sqlite3.Connection, folder: Path) -> None:
    out.execute("CREATE TABLE packed_file(name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT")
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        out.execute("INSERT INTO packed_file VALUES(?,?)", (path.name, path.read_bytes()))


def contents(backup: Path) -> dict[str, int]:
    """Open and check a backup; return the living rows by table and the number of files.

    Raises RegisterDamaged when it is no backup or fails the check.
    """
    if not backup.is_file():
        raise UserError(_("找不到备份文件 {path}。").format(path=backup))
    try:
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as found:
            if found.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise RegisterDamaged(_("{path} 不是台账备份。").format(path=backup))
            if found.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise RegisterDamaged(_("备份 {path} 已损坏，请换一个备份。").format(path=backup))
            return _counts(found)
    except sqlite3.DatabaseError as error:
        raise RegisterDamaged(_("{path} 不是台账备份，或已损坏。").format(path=backup)) from error


def _counts(found: sqlite3.Connection) -> dict[str, int]:
    tables = [r[0] for r in found.execute("SELECT DISTINCT record FROM operation ORDER BY record")]
    counts = {
        t: int(found.execute(f'SELECT count(*) FROM "{t}" WHERE _deleted=0').fetchone()[0]) for t in tables
    }
    packed = found.execute("SELECT 1 FROM sqlite_master WHERE name='packed_file'").fetchone()
    if packed:
        counts["packed_file"] = int(found.execute("SELECT count(*) FROM packed_file").fetchone()[0])
    return counts


def unpack(backup: Path, target: Path) -> None:
    """Make a register file and its folder of files from a checked backup; the target must not exist."""
    if target.exists():
        raise UserError(_("{path} 已存在，没有覆盖；请换一个位置恢复。").format(path=target))
    contents(backup)
    fresh = target.with_name(target.name + ".part")
    fresh.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as source,
        closing(sqlite3.connect(fresh, isolation_level=None)) as out,
    ):
        source.backup(out)
        _unpack_files(out, files_folder(target))
        out.execute("DROP TABLE IF EXISTS packed_file")
    fresh.replace(target)


def _unpack_files(out: sqlite3.Connection, folder: Path) -> None:
    if out.execute("SELECT 1 FROM sqlite_master WHERE name='packed_file'").fetchone() is None:
        return
    for name, content in out.execute("SELECT name, content FROM packed_file"):
        if Path(name).name != name or sha256(content).hexdigest() != Path(name).stem:
            raise RegisterDamaged(_("备份里的文件 {name} 与校验值不符。").format(name=name))
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
