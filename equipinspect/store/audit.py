"""Proves the file against itself: chain and signatures hold, and the log rebuilds every current row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from equipinspect.model.chain import CREATE, START, SetHead, set_hash
from equipinspect.model.fields import Value
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import heads
from equipinspect.store.operations import digests
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape

Verify = Callable[[bytes, bytes, bytes], bool]  # public key, message, signature
Report = Callable[[str, int, int], None]
EVERY = 5000


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
    """Check sequence, hashes, signatures, rows and references of the whole register; change nothing."""
    result = Audit()
    if not _sound(register.connection, result):
        return result
    register.connection.execute("BEGIN")
    try:
        _check_sets(register, verify, result, report)
        _check_tables(register, result, report)
        _check_references(register, result)
    finally:
        register.connection.execute("ROLLBACK")
    return result


def _sound(connection: sqlite3.Connection, result: Audit) -> bool:
    try:
        problems = [row[0] for row in connection.execute("PRAGMA quick_check(5)") if row[0] != "ok"]
    except sqlite3.DatabaseError as error:
        problems = [str(error)]
    result.findings += [_("文件结构损坏：{what}；请从备份恢复。").format(what=p) for p in problems]
    return not problems


def _check_sets(register: Register, verify: Verify, result: Audit, report: Report) -> None:
    total = register.connection.execute("SELECT coalesce(sum(n_op), 0) FROM change_set").fetchone()[0]
    stored = register.connection.execute("SELECT count(*) FROM operation").fetchone()[0]
    if total != stored:
        result.findings.append(
            _("操作记录有 {stored} 条，变更集登记的是 {total} 条。").format(stored=stored, total=total)
        )
    keys = _public_keys(register)
    before: dict[int, tuple[int, bytes, int]] = {}
    reading = register.connection.cursor()
    for row in register.connection.execute(
        """SELECT replica, seq, lamport, seen, person, action, reason, declarations, at_wall, zone,
           first_op, n_op, previous, hash, signature FROM change_set ORDER BY replica, seq"""
    ):
        head = SetHead(*row[:12])
        previous = before.get(head.replica, (0, START, head.first_op))
        _check_set(reading, head, row[12:], previous, (keys, verify), result)
        before[head.replica] = (head.seq, row[13], head.first_op + head.n_op)
        result.sets += 1
        result.operations += head.n_op
        report(_("核对变更集"), result.operations, total)


def _check_set(
    reading: sqlite3.Cursor,
    head: SetHead,
    proof: tuple[bytes, bytes, bytes],
    before: tuple[int, bytes, int],
    trust: tuple[dict[int, bytes], Verify],
    result: Audit,
) -> None:
    previous, own_hash, signature = proof
    operations = reading.execute(
        "SELECT id, entity, record, field, value, parents FROM operation WHERE id>=? AND id<? ORDER BY id",
        (head.first_op, head.first_op + head.n_op),
    ).fetchall()
    name = _("{replica} 号设备第 {seq} 个变更集（{action}，{at}）").format(
        replica=head.replica, seq=head.seq, action=head.action, at=head.at_wall
    )
    keys, verify = trust
    checks = (
        (head.seq == before[0] + 1 and head.first_op == before[2], _("前后不连续")),
        (previous == before[1], _("与上一个变更集的链断开")),
        (len(operations) == head.n_op, _("缺少操作")),
        (set_hash(head, previous, digests(operations)) == own_hash, _("内容被改动，哈希不符")),
        (verify(keys.get(head.replica, b""), own_hash, signature), _("签名不符")),
    )
    problems = [text for good, text in checks if not good]
    if problems:
        result.findings.append(f"{name}：{'，'.join(problems)}。")


def _public_keys(register: Register) -> dict[int, bytes]:
    rows = register.connection.execute(
        "SELECT id, value FROM operation WHERE record='replica' AND field=?", (CREATE,)
    )
    found = {}
    for number, value in rows:
        loaded = json.loads(value)
        key = bytes.fromhex(loaded.get("public_key", ""))
        found[number >> 33] = key
    return found


def _check_tables(register: Register, result: Audit, report: Report) -> None:
    done, total = 0, register.connection.execute(
        "SELECT count(*) FROM operation WHERE field='*'"
    ).fetchone()[0]
    for declaration in register.declarations.records():
        for entity, kind, row, created in _living(register, declaration.key):
            _check_row(register, register.shapes.of(kind), entity, row, created, result)
            done += 1
            if done % EVERY == 0:
                report(_("核对台账行"), done, total)
    result.rows = done
    if done != total:
        result.findings.append(
            _("台账行数 {done} 与登记的 {total} 条不符，有行缺失或多出。").format(done=done, total=total)
        )


def _living(
    register: Register, table: str
) -> Iterator[tuple[int, str, tuple[str | int | None, ...], tuple[str, bool]]]:
    categorised = register.shapes.of(table).categorised
    names = register.shapes.of(table).names if not categorised else _names(register, table)
    listed = ", ".join(f't."{n}"' for n in names)
    for row in register.connection.execute(
        f"""SELECT t.id, t._deleted, o.value, EXISTS(SELECT 1 FROM head WHERE entity = t.id), {listed}
            FROM "{table}" t JOIN operation o ON o.id = t.id ORDER BY t.id"""
    ):
        kind = str(row[4]) if categorised else table
        yield row[0], kind, (*row[4:], row[1]), (str(row[2]), bool(row[3]))


def _names(register: Register, table: str) -> list[str]:
    first = next(c.key for c in register.declarations.categories() if c.record == table)
    return register.shapes.of(first).names


def _check_row(
    register: Register,
    shape: Shape,
    entity: int,
    row: tuple[str | int | None, ...],
    created: tuple[str, bool],
    result: Audit,
) -> None:
    text, written = created
    values = shape.values(row[:-1])
    if not written:
        if shape.create_value({k: v for k, v in values.items() if k != "category"}) == text and not row[-1]:
            return
        wanted = shape.read_create(text)
    else:
        wanted = _rebuilt(register, shape, entity, text)
        values |= {heads.DELETED: 1} if row[-1] else {}
    for key in sorted({*values, *wanted}):
        if values.get(key) != wanted.get(key):
            result.findings.append(_difference(shape, entity, key, values.get(key), wanted.get(key)))


def _rebuilt(register: Register, shape: Shape, entity: int, text: str) -> dict[str, Value]:
    wanted = shape.read_create(text)
    for name in heads.heads(register.connection, entity):
        wanted |= heads.field_now(register, shape, entity, name)
    return {k: v for k, v in wanted.items() if v is not None and not (k == heads.DELETED and not v)}


def _difference(shape: Shape, entity: int, key: str, stored: Value, wanted: Value) -> str:
    label = shape.declaration.field(key).label if shape.declaration.has(key) else key
    return _("{kind} {id} 的“{label}”：台账里是 {stored}，按记录应为 {wanted}。").format(
        kind=shape.declaration.label, id=show_id(entity), label=label, stored=stored, wanted=wanted
    )


def _check_references(register: Register, result: Audit) -> None:
    for declaration in register.declarations.records():
        for each in declaration.fields:
            if each.kind != "ref" or not each.column:
                continue
            lost = register.connection.execute(
                f'SELECT id FROM "{declaration.key}" t WHERE "{each.key}" IS NOT NULL AND'
                f' NOT EXISTS(SELECT 1 FROM operation WHERE id = t."{each.key}") LIMIT 20'
            )
            result.findings += [
                _("{kind} {id} 的“{label}”指向不存在的记录。").format(
                    kind=declaration.label, id=show_id(row[0]), label=each.label
                )
                for row in lost
            ]
