"""Proves the file against itself: sound, chained, signed, rebuilt from its log, nothing missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import chains, import_log, rebuilding, references
from equipinspect.store.register import Register

Verify = Callable[[bytes, bytes, bytes], bool]  # public key, message, signature
Report = Callable[[str, int, int], None]


@dataclass
class Audit:
    """What was looked at and every finding, a Chinese sentence each."""

    sets: int = 0
    operations: int = 0
    rows: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings


def audit(register: Register, verify: Verify, report: Report) -> Audit:
    """Check structure, chains, signatures, rows and references of a register; change nothing."""
    unsound = list(_unsound(register.connection))
    if unsound:
        return Audit(findings=unsound)
    try:
        return _audited(register, verify, report)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        # a damaged byte that is no text any more: read what can be read, the comparison shows it
        register.connection.text_factory = _legible
    try:
        return _audited(register, verify, report)
    except sqlite3.DatabaseError as error:
        return Audit(findings=[_broken(error)])
    finally:
        register.connection.text_factory = str


def _legible(text: bytes) -> str:
    return text.decode(errors="replace")


def _unsound(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        problems = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        problems = [str(error)]
    yield from (_broken(problem) for problem in problems if problem != "ok")


def _broken(what: object) -> str:
    return _("文件结构损坏：{what}；请从备份恢复。").format(what=what)


def _audited(register: Register, verify: Verify, report: Report) -> Audit:
    result = Audit()
    register.connection.execute("BEGIN")  # one moment of the file, whatever others write
    try:
        checked = chains.check(register, verify, report)
        rebuilt = rebuilding.check(register, report)
        result.findings = [
            *checked.findings,
            *rebuilt.findings,
            *_lost(register),
            *import_log.check(register),
        ]
    finally:
        register.connection.execute("ROLLBACK")
    result.sets, result.operations, result.rows = checked.sets, checked.operations, rebuilt.rows
    return result


def _lost(register: Register) -> Iterator[str]:
    for each, number in references.lost(register):
        yield _("{kind} {id} 的“{label}”指向不存在的记录。").format(
            kind=each.shape.declaration.label, id=show_id(number), label=each.field.label
        )
