"""One open register file: its connection and shapes, its local bookkeeping, its transactions."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import contention
from equipinspect.store.shapes import Shapes

DISK = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")


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
Derive = Callable[[str, Mapping[str, Value]], Derived]


class Register:
    """One open register file with its declarations; made by `opening`."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, declarations: Declarations
    ) -> None:
        self.path = path
        self.connection = connection
        self.declarations = declarations
        self.shapes = Shapes(declarations)
        self.signer: Signer | None = None
        self.replica = 0
        self.derive: Derive | None = None
        self.random: Callable[[int], bytes] = os.urandom  # so many bytes, for salts
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
        """Run a block as one transaction: all of it is kept, or nothing.

        Raises UserError when the disk is full or fails.
        """
        begin(self.connection)
        try:
            yield
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if not getattr(error, "sqlite_errorname", "").startswith(DISK):
                raise
            raise UserError(
                _("台账写不进去（{error}），这一步没有保存；请检查磁盘空间和权限后重做。").format(
                    error=error
                )
            ) from error
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def salted(self, declaration: Declaration, text: str) -> str:
        """Return what goes into the log for a whole record or group: with a salt when it is withheld."""
        if not declaration.withheld or not text.startswith("{"):
            return text
        return contention.salted(text, self.random(contention.SALT_BYTES))

    def local(self, key: str) -> str | None:
        """Read a piece of local bookkeeping that is never part of the state."""
        row = self.connection.execute(
            "SELECT value FROM own_replica WHERE key=?", (key,)
        ).fetchone()
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

    @property
    def held_up(self) -> frozenset[int]:
        """Deleted records that stand all the same, because a living one refers to them."""
        return frozenset(json.loads(self.local("held_up") or "[]"))

    def set_held_up(self, numbers: Iterable[int]) -> None:
        """Note which deleted records stand because living ones refer to them."""
        self.set_local("held_up", json.dumps(sorted(numbers)))

    def version(self) -> int:
        """Return a number that changes when another connection wrote to the file."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])


def begin(connection: sqlite3.Connection) -> None:
    """Start a writing transaction; raise UserError when another program holds the file too long."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise UserError(
            _("台账文件正被另一个程序写入（{error}），请稍候再试。").format(error=error)
        ) from error
