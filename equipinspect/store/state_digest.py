"""Says in one hash what a register holds: equal digests, equal state."""

from __future__ import annotations

from hashlib import sha256

from equipinspect.model.canonical import canonical
from equipinspect.store import tables
from equipinspect.store.operations import replicas, tip
from equipinspect.store.register import Register

DOMAIN = b"equipinspect-state-v1\x00"


def digest(register: Register) -> str:
    """Hash the held tips (replica, last seq, hash) and the declarations: milliseconds at any size.

    What is held as a digest only, in a slice, counts as well: such a register shows less.
    """
    held = [(replica, tip(register, replica)) for replica in replicas(register)]
    named = [[replica, last.seq, last.hash.hex()] for replica, last in held]
    whole = sha256(DOMAIN + canonical([named, register.declarations.digest]).encode())
    for number, _digest in register.connection.execute("SELECT id, digest FROM sliced ORDER BY id"):
        whole.update(int(number).to_bytes(8, "big"))
    return whole.hexdigest()


def recount(register: Register) -> str:
    """Hash every current row instead: what `digest` stands for, worked out the long way."""
    whole = sha256(DOMAIN)
    for declaration in register.declarations.records():
        shape = register.shapes.of(declaration.key)
        kept = tables.kept(register.declarations, shape.table)
        names = [*shape.names, *(n for n in kept if n in ("_deleted", "_conflicts"))]
        listed = ", ".join(f'"{n}"' for n in ["id", *sorted(names)])
        for row in register.connection.execute(f'SELECT {listed} FROM "{shape.table}" ORDER BY id'):
            whole.update(repr((shape.table, row)).encode())
    return whole.hexdigest()
